-- Full-text search. A searchable record has a table of its own for it, so that the record's table keeps few indexes
-- and an update of anything else touches no GIN index. Words are the server's (shared/text/words.hpp), never
-- PostgreSQL's: documents and queries come as finished literals, and no text search configuration takes part.

CREATE EXTENSION IF NOT EXISTS btree_gin;
CREATE EXTENSION IF NOT EXISTS pg_trgm;

-- Makes the records of `resource` searchable:
--   <resource>_search  one row a record, softly deleted ones too; written in the record's own statement
--   <resource>_words   the tenant's words, for what is misspelt; a word stays when its last record goes
-- and functions that run as the role finder. That role's policy lets it see every row, so that `@@` and `%`, which
-- are not LEAKPROOF, may be index conditions; therefore each function keeps to the session's tenant by itself, and
-- answers ids and words only, which the caller joins under its own policy.
--   search_<resource>(wanted, ranked_by, most)  ids and ranks of at most `most` records that match
--   search_count_<resource>(wanted, most)            how many match, counted up to `most`
--   search_words_of_<resource>(misspelt, near, most) words that resemble `misspelt` by their trigrams or stand in `near`
-- No foreign key binds these rows, which would cost every write: a search row is written by its record's own statement,
-- records are never removed, and a row without a record would join to nothing.
CREATE PROCEDURE make_searchable(resource text) LANGUAGE plpgsql AS $make$
DECLARE
  documents text := resource || '_search';
  words text := resource || '_words';
  made regprocedure;
BEGIN
  EXECUTE format($text$
    CREATE TABLE %1$I (
      tenant_id uuid NOT NULL,
      id        uuid NOT NULL,
      document  tsvector NOT NULL,
      PRIMARY KEY (tenant_id, id)
    )$text$, documents);
  -- What is new waits in the index's pending list, which every search reads from end to end: 2 MB cost a write of 40
  -- words 30 µs, none at all 150.
  EXECUTE format('CREATE INDEX %I ON %I USING gin (tenant_id, document) WITH (gin_pending_list_limit = 2048)',
                 documents || '_by_word', documents);
  EXECUTE format('CALL protect_table(%L)', documents);
  EXECUTE format('CREATE POLICY finder_reads ON %I FOR SELECT TO dossier_finder USING (true)', documents);
  EXECUTE format('GRANT SELECT, INSERT, UPDATE ON %I TO dossier_app', documents);
  EXECUTE format('GRANT SELECT ON %I TO dossier_finder', documents);

  EXECUTE format($text$
    CREATE TABLE %1$I (
      tenant_id uuid NOT NULL,
      word      text COLLATE "C" NOT NULL,
      PRIMARY KEY (tenant_id, word)
    )$text$, words);
  EXECUTE format('CREATE INDEX %I ON %I USING gin (tenant_id, word gin_trgm_ops)', words || '_by_trigram', words);
  EXECUTE format('CALL protect_table(%L)', words);
  EXECUTE format('CREATE POLICY finder_reads ON %I FOR SELECT TO dossier_finder USING (true)', words);
  EXECUTE format('GRANT INSERT ON %I TO dossier_app', words);
  EXECUTE format('GRANT SELECT ON %I TO dossier_finder', words);

  -- STABLE: the functions see what the statement that calls them sees. Plans are made for each call: they depend
  -- on how frequent the words are.
  EXECUTE format($text$
    CREATE FUNCTION %1$I(wanted tsquery, ranked_by tsquery, most bigint)
      RETURNS TABLE (found uuid, rank double precision)
      LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 1000
      SET search_path = public, pg_temp SET plan_cache_mode = force_custom_plan AS $body$
    DECLARE
      tenant uuid := nullif(current_setting('app.tenant', true), '')::uuid;
    BEGIN
      RETURN QUERY SELECT s.id, ts_rank(s.document, ranked_by)::double precision FROM %2$I s
        WHERE s.tenant_id = tenant AND s.document @@ wanted LIMIT most;
    END $body$ $text$, 'search_' || resource, documents);
  EXECUTE format($text$
    CREATE FUNCTION %1$I(wanted tsquery, most bigint) RETURNS bigint
      LANGUAGE plpgsql STABLE SECURITY DEFINER
      SET search_path = public, pg_temp SET plan_cache_mode = force_custom_plan AS $body$
    DECLARE
      tenant uuid := nullif(current_setting('app.tenant', true), '')::uuid;
    BEGIN
      RETURN (SELECT count(*) FROM (SELECT FROM %2$I s
        WHERE s.tenant_id = tenant AND s.document @@ wanted LIMIT most) counted);
    END $body$ $text$, 'search_count_' || resource, documents);
  EXECUTE format($text$
    CREATE FUNCTION %1$I(misspelt text, near text[], most bigint) RETURNS SETOF text
      LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 20
      SET search_path = public, pg_temp SET plan_cache_mode = force_custom_plan AS $body$
    DECLARE
      tenant uuid := nullif(current_setting('app.tenant', true), '')::uuid;
    BEGIN
      RETURN QUERY SELECT candidate.word FROM (
          (SELECT w.word FROM %2$I w WHERE w.tenant_id = tenant AND w.word %% misspelt
             ORDER BY similarity(w.word, misspelt) DESC, w.word LIMIT most)
          UNION
          (SELECT w.word FROM %2$I w WHERE w.tenant_id = tenant AND w.word = ANY (near) LIMIT most)
        ) candidate ORDER BY similarity(candidate.word, misspelt) DESC, candidate.word;
    END $body$ $text$, 'search_words_of_' || resource, words);

  GRANT CREATE ON SCHEMA public TO dossier_finder;
  FOR made IN
    SELECT p.oid FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace
      AND p.proname IN ('search_' || resource, 'search_count_' || resource, 'search_words_of_' || resource)
  LOOP
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', made);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO dossier_app', made);
    EXECUTE format('ALTER FUNCTION %s OWNER TO dossier_finder', made);
  END LOOP;
  REVOKE CREATE ON SCHEMA public FROM dossier_finder;
END $make$;
REVOKE ALL ON PROCEDURE make_searchable FROM PUBLIC;

-- Records that are older than their resource's search table get their rows in the background, in the order of their
-- ids; how far that has come.
CREATE TABLE search_backfill (
  tenant_id uuid NOT NULL,
  resource  text COLLATE "C" NOT NULL,
  reached   uuid NOT NULL,
  finished  boolean NOT NULL,
  PRIMARY KEY (tenant_id, resource)
);
CALL protect_table('search_backfill');
GRANT SELECT, INSERT, UPDATE ON search_backfill TO dossier_app;

-- Has the search rows of `resource` made anew: for a migration after which other fields are searchable. Until the
-- server has done so in the background, searches find less.
CREATE PROCEDURE search_anew(resource text) LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('TRUNCATE %I', resource || '_search');
  -- The walls bind the owner, too; not while it forgets how far every tenant's records have come.
  ALTER TABLE search_backfill NO FORCE ROW LEVEL SECURITY;
  DELETE FROM search_backfill b WHERE b.resource = search_anew.resource;
  ALTER TABLE search_backfill FORCE ROW LEVEL SECURITY;
END $$;
REVOKE ALL ON PROCEDURE search_anew FROM PUBLIC;

CALL make_searchable('brands');
CALL make_searchable('insights');
CALL make_searchable('tags');
