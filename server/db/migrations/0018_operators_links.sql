-- Links that the operator prints are told from those that anybody may ask for: asking for one ends none of the operator's.
ALTER TABLE one_time_links
  DROP CONSTRAINT one_time_links_purpose_check,
  ADD CONSTRAINT one_time_links_purpose_check
    CHECK (purpose IN ('first_owner', 'invitation', 'operator', 'password_reset'));
