"""One page that shows how a document was read, and why so: `gouji parse FILE --explain OUT.html`."""
