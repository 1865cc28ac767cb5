"""The first schema."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('history',
    sa.Column('item', sa.Integer(), nullable=False),
    sa.Column('at', sa.BigInteger(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('summary', sa.Text(), nullable=False),
    sa.Column('content', sa.Text(), nullable=False),
    sa.Column('url', sa.Text(), nullable=True),
    sa.Column('content_hash', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('item', 'at', name=op.f('pk_history'))
    )
    op.create_table('identities',
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('item', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('source', 'key', name=op.f('pk_identities'))
    )
    op.create_index(op.f('ix_identities_item'), 'identities', ['item'], unique=False)
    op.create_table('issues',
    sa.Column('day', sa.Text(), nullable=False),
    sa.Column('covers_from', sa.BigInteger(), nullable=True),
    sa.Column('covers_to', sa.BigInteger(), nullable=False),
    sa.Column('made_at', sa.BigInteger(), nullable=False),
    sa.Column('entries', sa.Integer(), nullable=False),
    sa.Column('snapshot', sa.LargeBinary(), nullable=False),
    sa.PrimaryKeyConstraint('day', name=op.f('pk_issues'))
    )
    op.create_table('items',
    sa.Column('n', sa.Integer(), nullable=False),
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('guid', sa.Text(), nullable=True),
    sa.Column('url', sa.Text(), nullable=True),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('summary', sa.Text(), nullable=False),
    sa.Column('content', sa.Text(), nullable=False),
    sa.Column('authors', sa.Text(), nullable=True),
    sa.Column('categories', sa.Text(), nullable=True),
    sa.Column('enclosures', sa.Text(), nullable=True),
    sa.Column('image', sa.Text(), nullable=True),
    sa.Column('language', sa.Text(), nullable=True),
    sa.Column('published', sa.BigInteger(), nullable=False),
    sa.Column('date_basis', sa.Text(), nullable=False),
    sa.Column('precision', sa.Text(), nullable=False),
    sa.Column('first_seen', sa.BigInteger(), nullable=False),
    sa.Column('updated', sa.BigInteger(), nullable=False),
    sa.Column('agency', sa.Text(), nullable=True),
    sa.Column('content_hash', sa.Text(), nullable=False),
    sa.Column('text_hash', sa.Text(), nullable=False),
    sa.Column('last_seen', sa.BigInteger(), nullable=False),
    sa.Column('touched', sa.Integer(), nullable=False),
    sa.Column('tag_version', sa.Text(), nullable=False),
    sa.Column('story', sa.Text(), nullable=True),
    sa.Column('withdrawn_at', sa.BigInteger(), nullable=True),
    sa.Column('withdrawn_reason', sa.Text(), nullable=True),
    sa.PrimaryKeyConstraint('n', name=op.f('pk_items')),
    sa.UniqueConstraint('id', name=op.f('uq_items_id'))
    )
    op.create_index(op.f('ix_items_first_seen'), 'items', ['first_seen'], unique=False)
    op.create_index(op.f('ix_items_published_n'), 'items', ['published', 'n'], unique=False)
    op.create_index(op.f('ix_items_source_published'), 'items', ['source', 'published'], unique=False)
    op.create_index(op.f('ix_items_touched'), 'items', ['touched'], unique=False)
    op.create_table('ledger',
    sa.Column('output', sa.Text(), nullable=False),
    sa.Column('item', sa.Integer(), nullable=False),
    sa.Column('entered', sa.BigInteger(), nullable=False),
    sa.Column('updated', sa.BigInteger(), nullable=False),
    sa.Column('published', sa.BigInteger(), nullable=False),
    sa.Column('withdrawn', sa.BigInteger(), nullable=True),
    sa.PrimaryKeyConstraint('output', 'item', name=op.f('pk_ledger'))
    )
    op.create_index(op.f('ix_ledger_item'), 'ledger', ['item'], unique=False)
    op.create_index(op.f('ix_ledger_output_published_item'), 'ledger', ['output', 'published', 'item'], unique=False)
    op.create_table('meta',
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('value', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_meta'))
    )
    op.create_table('outputs',
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('scheme', sa.Text(), nullable=False),
    sa.Column('term', sa.Text(), nullable=False),
    sa.Column('mark', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_outputs'))
    )
    op.create_table('snapshots',
    sa.Column('output', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('made_at', sa.BigInteger(), nullable=False),
    sa.Column('body', sa.LargeBinary(), nullable=False),
    sa.PrimaryKeyConstraint('output', 'name', name=op.f('pk_snapshots'))
    )
    op.create_table('sources',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('mint_id', sa.Text(), nullable=False),
    sa.Column('first_url', sa.Text(), nullable=False),
    sa.Column('url', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=True),
    sa.Column('outlet', sa.Text(), nullable=True),
    sa.Column('ownership', sa.Text(), nullable=True),
    sa.Column('language', sa.Text(), nullable=True),
    sa.Column('registered', sa.BigInteger(), nullable=False),
    sa.Column('removed_at', sa.BigInteger(), nullable=True),
    sa.Column('etag', sa.Text(), nullable=True),
    sa.Column('last_modified', sa.Text(), nullable=True),
    sa.Column('body_hash', sa.Text(), nullable=True),
    sa.Column('spec_hash', sa.Text(), nullable=True),
    sa.Column('url_override', sa.Text(), nullable=True),
    sa.Column('redirect_seen', sa.Integer(), server_default='0', nullable=False),
    sa.Column('redirect_target', sa.Text(), nullable=True),
    sa.Column('redirect_since', sa.BigInteger(), nullable=True),
    sa.Column('last_poll', sa.BigInteger(), nullable=True),
    sa.Column('last_ok', sa.BigInteger(), nullable=True),
    sa.Column('last_change', sa.BigInteger(), nullable=True),
    sa.Column('last_new', sa.BigInteger(), nullable=True),
    sa.Column('next_poll', sa.BigInteger(), nullable=True),
    sa.Column('retry_at', sa.BigInteger(), nullable=True),
    sa.Column('failures', sa.Integer(), server_default='0', nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('since', sa.BigInteger(), nullable=True),
    sa.Column('reason', sa.Text(), server_default='', nullable=False),
    sa.Column('gone_since', sa.BigInteger(), nullable=True),
    sa.Column('title', sa.Text(), nullable=True),
    sa.Column('site_url', sa.Text(), nullable=True),
    sa.Column('identity_mode', sa.Text(), server_default='guid', nullable=False),
    sa.Column('requests', sa.Integer(), server_default='0', nullable=False),
    sa.Column('not_modified', sa.Integer(), server_default='0', nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sources'))
    )
    op.create_table('state_changes',
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('at', sa.BigInteger(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('source', 'at', name=op.f('pk_state_changes'))
    )
    op.create_table('story_aliases',
    sa.Column('alias', sa.Text(), nullable=False),
    sa.Column('story', sa.Text(), nullable=False),
    sa.Column('at', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('alias', name=op.f('pk_story_aliases'))
    )
    op.create_table('tags',
    sa.Column('item', sa.Integer(), nullable=False),
    sa.Column('scheme', sa.Text(), nullable=False),
    sa.Column('term', sa.Text(), nullable=False),
    sa.Column('weight', sa.Text(), nullable=False),
    sa.Column('evidence', sa.Text(), nullable=True),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.Column('published', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('item', 'scheme', 'term', name=op.f('pk_tags'))
    )
    op.create_index(op.f('ix_tags_scheme_term_weight_published'), 'tags', ['scheme', 'term', 'weight', 'published'], unique=False)
    op.create_table('tombstones',
    sa.Column('item', sa.Integer(), nullable=False),
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('at', sa.BigInteger(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('item', name=op.f('pk_tombstones')),
    sa.UniqueConstraint('id', name=op.f('uq_tombstones_id'))
    )
