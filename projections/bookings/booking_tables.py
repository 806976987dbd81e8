"""The tables of the projection `bookings`, which several modules define: their MetaData."""

from sqlalchemy import MetaData

bookings_tables = MetaData()
