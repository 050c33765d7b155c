"""What every resource of the API stands on; it knows no room (integrations/README.md, "A resource, in order").

Nothing is imported here: the settings name classes whose modules import parts of this package.
"""
