"""The demo district: plainly fictional agencies, their documents, and the truth about them.

`write_district` writes what a district office would really receive (a registry and documents of every
kind), with faults planted in known places, and beside it truth.json: what each document says and what a
right reading and right checks must find. All wording, names, sizes and shares are data in data/demo/.
"""
