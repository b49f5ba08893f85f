"""One module a page; page_list.py names them in the order of the navigation."""
