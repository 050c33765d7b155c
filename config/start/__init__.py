"""The start page, by role: how well we know our customers, whom we may contact, what is new, what waits, what is wrong.

Every number is read as the timetable stored it, with its time (law 8); what waits is counted in tables that do not grow
with the customers. The number of queries depends on the role alone.
"""
