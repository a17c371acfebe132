-- The owner of a table may do everything to it by default. Of the change log it gives up what nobody needs: an entry, once
-- written, is changed or removed by no role of the server. (Whole months go by DROP TABLE, when they may go.)

CREATE PROCEDURE make_append_only(table_name regclass) LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON %s FROM PUBLIC, %I', table_name,
                 (SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = table_name));
END $$;
REVOKE ALL ON PROCEDURE make_append_only FROM PUBLIC;

CALL make_append_only('changes');
DO $$
DECLARE
  part regclass;
BEGIN
  FOR part IN SELECT inhrelid FROM pg_inherits WHERE inhparent = 'changes'::regclass LOOP
    CALL make_append_only(part);
  END LOOP;
END $$;

-- As before, and append-only from the start.
CREATE OR REPLACE FUNCTION ensure_change_partitions(around timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  first_day date;
  part text;
BEGIN
  FOR step IN 0..2 LOOP
    first_day := (date_trunc('month', around AT TIME ZONE 'UTC') + make_interval(months => step))::date;
    part := 'changes_' || to_char(first_day, 'YYYY_MM');
    CONTINUE WHEN to_regclass(part) IS NOT NULL;
    EXECUTE format('CREATE TABLE %I PARTITION OF changes FOR VALUES FROM (%L) TO (%L)', part,
                   first_day::timestamp AT TIME ZONE 'UTC',
                   (first_day + interval '1 month') AT TIME ZONE 'UTC');
    EXECUTE format('CALL protect_table(%L)', part);
    EXECUTE format('CALL make_append_only(%L)', part);
  END LOOP;
END $$;
