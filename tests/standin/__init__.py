"""A stand-in for a district's web site: real HTTP on loopback, with every way a site has to be difficult."""
