"""The trial: everything that Kjenn needs, started and stopped on one machine by `make run`.

Services are shared by those who need them. Each user (the supervisor of `make run`, or a
`manage.py` command) holds a shared lock for as long as it lives; the first one in starts
PostgreSQL and Valkey, and the last one out stops them. A lock ends with its process however that
ends, so there is no count to go wrong: after a kill, the servers run on until the next user comes
and goes, or until `make stop`.

`make run` leaves the mark `trial.env` in the data folder. Where that stands, and neither
`KJENN_ENV` nor `DATABASE_URL` is set, `manage.py` acts on the trial; every other entry point is
production unless `KJENN_ENV=trial`.
"""
