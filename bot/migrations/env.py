"""What alembic runs: the migrations, on the connection and in the transaction of whoever asked for them."""

from alembic import context

from bot.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
