"""Runs migrations on the connection that `upgrade` opened."""

from alembic import context

from waymo_kit.web.leaderboard.models import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    transactional_ddl=True,
)
context.run_migrations()
