-- Brands and insights. Text that is filtered, sorted or unique has its folded key beside it (`…_key`, made by the
-- server's fold(), compared by code point); every sortable column has an index (tenant_id, column, id) over the live.

CREATE TABLE brands (
  tenant_id        uuid NOT NULL REFERENCES tenants,
  id               uuid NOT NULL,
  version          bigint NOT NULL CHECK (version >= 1),
  name             text NOT NULL,
  name_key         text COLLATE "C" NOT NULL,
  domain           text,
  domain_key       text COLLATE "C",
  industry         text,
  industry_key     text COLLATE "C",
  sub_industry     text,
  sub_industry_key text COLLATE "C",
  headquarters     text,
  headquarters_key text COLLATE "C",
  country          text,
  country_key      text COLLATE "C",
  headcount        bigint CHECK (headcount >= 0),
  founded          bigint,
  ticker           text,
  ticker_key       text COLLATE "C",
  description      text,
  tags             text[] NOT NULL DEFAULT '{}',
  created_at       timestamptz NOT NULL,
  updated_at       timestamptz NOT NULL,
  created_by       uuid NOT NULL,
  updated_by       uuid NOT NULL,
  deleted_at       timestamptz,
  PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX brands_name_unique ON brands (tenant_id, name_key) WHERE deleted_at IS NULL;
CREATE INDEX brands_by_name ON brands (tenant_id, name_key, id) WHERE deleted_at IS NULL;
CREATE INDEX brands_by_industry ON brands (tenant_id, industry_key, id) WHERE deleted_at IS NULL;
CREATE INDEX brands_by_country ON brands (tenant_id, country_key, id) WHERE deleted_at IS NULL;
CREATE INDEX brands_by_headcount ON brands (tenant_id, headcount, id) WHERE deleted_at IS NULL;
CREATE INDEX brands_by_created ON brands (tenant_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX brands_by_updated ON brands (tenant_id, updated_at, id) WHERE deleted_at IS NULL;
CALL protect_table('brands');
GRANT SELECT, INSERT, UPDATE ON brands TO dossier_app;
GRANT SELECT ON brands TO dossier_finder;

CREATE TABLE insights (
  tenant_id    uuid NOT NULL REFERENCES tenants,
  id           uuid NOT NULL,
  version      bigint NOT NULL CHECK (version >= 1),
  brand_id     uuid NOT NULL,
  title        text NOT NULL,
  title_key    text COLLATE "C" NOT NULL,
  body         text NOT NULL DEFAULT '',
  tags         text[] NOT NULL DEFAULT '{}',
  source       text,
  source_key   text COLLATE "C",
  sentiment    double precision CHECK (sentiment BETWEEN -1 AND 1),
  status       text NOT NULL DEFAULT 'draft' CHECK (status IN ('draft', 'published', 'archived')),
  published_at timestamptz,
  author_id    uuid NOT NULL,
  pinned       boolean NOT NULL DEFAULT false,
  created_at   timestamptz NOT NULL,
  updated_at   timestamptz NOT NULL,
  created_by   uuid NOT NULL,
  updated_by   uuid NOT NULL,
  deleted_at   timestamptz,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT insights_brand_id_reference FOREIGN KEY (tenant_id, brand_id) REFERENCES brands (tenant_id, id)
);
CREATE INDEX insights_by_brand ON insights (tenant_id, brand_id, id) WHERE deleted_at IS NULL;
CREATE INDEX insights_by_title ON insights (tenant_id, title_key, id) WHERE deleted_at IS NULL;
CREATE INDEX insights_by_sentiment ON insights (tenant_id, sentiment, id) WHERE deleted_at IS NULL;
CREATE INDEX insights_by_published ON insights (tenant_id, published_at, id) WHERE deleted_at IS NULL;
CREATE INDEX insights_by_created ON insights (tenant_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX insights_by_updated ON insights (tenant_id, updated_at, id) WHERE deleted_at IS NULL;
CALL protect_table('insights');
GRANT SELECT, INSERT, UPDATE ON insights TO dossier_app;
GRANT SELECT ON insights TO dossier_finder;
