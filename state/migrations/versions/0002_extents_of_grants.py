"""Grants over a region, a warehouse or a project"""

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ('region_id', 'warehouse_id', 'project_id'):
        op.add_column('grants', sa.Column(name, sa.String(length=200), nullable=True))
