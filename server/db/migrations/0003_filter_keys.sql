-- What filters need beside what lists had: the folded items of lists, an index for every field that may be filtered by,
-- and the order of softly deleted records.

-- Makes a record's order by `key` quick among its softly deleted ones, too. The live have an index of their own each,
-- so a list of both merges two walks.
CREATE PROCEDURE index_deleted(resource text, key text) LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('CREATE INDEX %I ON %I (tenant_id, %I, id) WHERE deleted_at IS NOT NULL',
                 resource || '_deleted_by_' || regexp_replace(key, '(_at|_id|_key)$', ''), resource, key);
END $$;
REVOKE ALL ON PROCEDURE index_deleted FROM PUBLIC;

-- Makes `key` of all of a record's rows quick to find. Without the id, so that equal keys share an entry: this index
-- orders nothing.
CREATE PROCEDURE index_key(resource text, key text) LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('CREATE INDEX %I ON %I (tenant_id, %I)',
                 resource || '_of_' || regexp_replace(key, '_key$', ''), resource, key);
END $$;
REVOKE ALL ON PROCEDURE index_key FROM PUBLIC;

-- Makes the records that have an item in their list quick to find: a GIN index over `<field>_keys`, the items' folded
-- keys, and a function that runs as the role finder. `@>` is not LEAKPROOF, so behind a policy it is no index
-- condition; finder's own policy lets it see every row, and the function keeps to the session's tenant by itself. It
-- answers ids only, which the caller joins under its own policy.
--   <resource>_having_<field>(item, most)  ids of at most `most` records, softly deleted ones too
CREATE PROCEDURE index_items(resource text, field text) LANGUAGE plpgsql AS $make$
DECLARE
  name text := resource || '_having_' || field;
BEGIN
  EXECUTE format('CREATE INDEX %I ON %I USING gin (tenant_id, %I)', name, resource, field || '_keys');
  EXECUTE format($text$
    CREATE FUNCTION %1$I(item text, most bigint) RETURNS SETOF uuid
      LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 1000
      SET search_path = public, pg_temp SET plan_cache_mode = force_custom_plan AS $body$
    DECLARE
      tenant uuid := nullif(current_setting('app.tenant', true), '')::uuid;
    BEGIN
      RETURN QUERY SELECT r.id FROM %2$I r WHERE r.tenant_id = tenant AND r.%3$I @> ARRAY[item] LIMIT most;
    END $body$ $text$, name, resource, field || '_keys');
  EXECUTE format('REVOKE ALL ON FUNCTION %I FROM PUBLIC', name);
  EXECUTE format('GRANT EXECUTE ON FUNCTION %I TO dossier_app', name);
  GRANT CREATE ON SCHEMA public TO dossier_finder;
  EXECUTE format('ALTER FUNCTION %I OWNER TO dossier_finder', name);
  REVOKE CREATE ON SCHEMA public FROM dossier_finder;
END $make$;
REVOKE ALL ON PROCEDURE index_items FROM PUBLIC;

CREATE EXTENSION IF NOT EXISTS btree_gin;
ALTER TABLE brands ADD COLUMN tags_keys text[] COLLATE "C" NOT NULL DEFAULT '{}';
ALTER TABLE insights ADD COLUMN tags_keys text[] COLLATE "C" NOT NULL DEFAULT '{}';
CREATE POLICY finder_reads ON brands FOR SELECT TO dossier_finder USING (true);
CREATE POLICY finder_reads ON insights FOR SELECT TO dossier_finder USING (true);

-- Rows that are here already get their keys once, by the server's fold() in SQL: its table (shared/text/fold_table.hpp)
-- as it is today. From then on the server writes them.
CREATE FUNCTION fold_once(given text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN given ~ '^[\u0001-\u007F]*$' THEN lower(given COLLATE "C") ELSE
    translate(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(lower(given COLLATE "C"), '[\u0300-\u036F\u0483\u0484\u0485\u0486\u0487]', '', 'g'), '[\u00C6\u00E6\u01E2\u01E3\u01FC\u01FD]', 'ae', 'g'), '[\u00DE\u00FE]', 'th', 'g'), '[\u00DF\u1E9E]', 'ss', 'g'), '[\u0152\u0153]', 'oe', 'g'),
      E'\u00C0\u00C1\u00C2\u00C3\u00C4\u00C5\u00C7\u00C8\u00C9\u00CA\u00CB\u00CC\u00CD\u00CE\u00CF\u00D0'
       '\u00D1\u00D2\u00D3\u00D4\u00D5\u00D6\u00D8\u00D9\u00DA\u00DB\u00DC\u00DD\u00E0\u00E1\u00E2\u00E3'
       '\u00E4\u00E5\u00E7\u00E8\u00E9\u00EA\u00EB\u00EC\u00ED\u00EE\u00EF\u00F0\u00F1\u00F2\u00F3\u00F4'
       '\u00F5\u00F6\u00F8\u00F9\u00FA\u00FB\u00FC\u00FD\u00FF\u0100\u0101\u0102\u0103\u0104\u0105\u0106'
       '\u0107\u0108\u0109\u010A\u010B\u010C\u010D\u010E\u010F\u0110\u0111\u0112\u0113\u0114\u0115\u0116'
       '\u0117\u0118\u0119\u011A\u011B\u011C\u011D\u011E\u011F\u0120\u0121\u0122\u0123\u0124\u0125\u0126'
       '\u0127\u0128\u0129\u012A\u012B\u012C\u012D\u012E\u012F\u0130\u0131\u0132\u0134\u0135\u0136\u0137'
       '\u0138\u0139\u013A\u013B\u013C\u013D\u013E\u013F\u0141\u0142\u0143\u0144\u0145\u0146\u0147\u0148'
       '\u014A\u014B\u014C\u014D\u014E\u014F\u0150\u0151\u0154\u0155\u0156\u0157\u0158\u0159\u015A\u015B'
       '\u015C\u015D\u015E\u015F\u0160\u0161\u0162\u0163\u0164\u0165\u0166\u0167\u0168\u0169\u016A\u016B'
       '\u016C\u016D\u016E\u016F\u0170\u0171\u0172\u0173\u0174\u0175\u0176\u0177\u0178\u0179\u017A\u017B'
       '\u017C\u017D\u017E\u0181\u0182\u0184\u0186\u0187\u0189\u018A\u018B\u018E\u018F\u0190\u0191\u0193'
       '\u0194\u0196\u0197\u0198\u019C\u019D\u019F\u01A0\u01A1\u01A2\u01A4\u01A6\u01A7\u01A9\u01AC\u01AE'
       '\u01AF\u01B0\u01B1\u01B2\u01B3\u01B5\u01B7\u01B8\u01BC\u01C4\u01C5\u01C7\u01C8\u01CA\u01CB\u01CD'
       '\u01CE\u01CF\u01D0\u01D1\u01D2\u01D3\u01D4\u01D5\u01D6\u01D7\u01D8\u01D9\u01DA\u01DB\u01DC\u01DE'
       '\u01DF\u01E0\u01E1\u01E4\u01E6\u01E7\u01E8\u01E9\u01EA\u01EB\u01EC\u01ED\u01EE\u01EF\u01F0\u01F1'
       '\u01F2\u01F4\u01F5\u01F6\u01F7\u01F8\u01F9\u01FA\u01FB\u01FE\u01FF\u0200\u0201\u0202\u0203\u0204'
       '\u0205\u0206\u0207\u0208\u0209\u020A\u020B\u020C\u020D\u020E\u020F\u0210\u0211\u0212\u0213\u0214'
       '\u0215\u0216\u0217\u0218\u0219\u021A\u021B\u021C\u021E\u021F\u0220\u0222\u0224\u0226\u0227\u0228'
       '\u0229\u022A\u022B\u022C\u022D\u022E\u022F\u0230\u0231\u0232\u0233\u023A\u023B\u023D\u023E\u0241'
       '\u0243\u0244\u0245\u0246\u0248\u024A\u024C\u024E\u0370\u0372\u0374\u0376\u037E\u037F\u0385\u0386'
       '\u0387\u0388\u0389\u038A\u038C\u038E\u038F\u0390\u0391\u0392\u0393\u0394\u0395\u0396\u0397\u0398'
       '\u0399\u039A\u039B\u039C\u039D\u039E\u039F\u03A0\u03A1\u03A3\u03A4\u03A5\u03A6\u03A7\u03A8\u03A9'
       '\u03AA\u03AB\u03AC\u03AD\u03AE\u03AF\u03B0\u03C2\u03CA\u03CB\u03CC\u03CD\u03CE\u03CF\u03D3\u03D4'
       '\u03D8\u03DA\u03DC\u03DE\u03E0\u03E2\u03E4\u03E6\u03E8\u03EA\u03EC\u03EE\u03F4\u03F7\u03F9\u03FA'
       '\u03FD\u03FE\u03FF\u0400\u0401\u0402\u0403\u0404\u0405\u0406\u0407\u0408\u0409\u040A\u040B\u040C'
       '\u040D\u040E\u040F\u0410\u0411\u0412\u0413\u0414\u0415\u0416\u0417\u0418\u0419\u041A\u041B\u041C'
       '\u041D\u041E\u041F\u0420\u0421\u0422\u0423\u0424\u0425\u0426\u0427\u0428\u0429\u042A\u042B\u042C'
       '\u042D\u042E\u042F\u0439\u0450\u0451\u0453\u0457\u045C\u045D\u045E\u0460\u0462\u0464\u0466\u0468'
       '\u046A\u046C\u046E\u0470\u0472\u0474\u0476\u0477\u0478\u047A\u047C\u047E\u0480\u048A\u048C\u048E'
       '\u0490\u0492\u0494\u0496\u0498\u049A\u049C\u049E\u04A0\u04A2\u04A4\u04A6\u04A8\u04AA\u04AC\u04AE'
       '\u04B0\u04B2\u04B4\u04B6\u04B8\u04BA\u04BC\u04BE\u04C0\u04C1\u04C2\u04C3\u04C5\u04C7\u04C9\u04CB'
       '\u04CD\u04D0\u04D1\u04D2\u04D3\u04D4\u04D6\u04D7\u04D8\u04DA\u04DB\u04DC\u04DD\u04DE\u04DF\u04E0'
       '\u04E2\u04E3\u04E4\u04E5\u04E6\u04E7\u04E8\u04EA\u04EB\u04EC\u04ED\u04EE\u04EF\u04F0\u04F1\u04F2'
       '\u04F3\u04F4\u04F5\u04F6\u04F8\u04F9\u04FA\u04FC\u04FE\u0500\u0502\u0504\u0506\u0508\u050A\u050C'
       '\u050E\u0510\u0512\u0514\u0516\u0518\u051A\u051C\u051E\u0520\u0522\u0524\u0526\u0528\u052A\u052C'
       '\u052E\u1E00\u1E01\u1E02\u1E03\u1E04\u1E05\u1E06\u1E07\u1E08\u1E09\u1E0A\u1E0B\u1E0C\u1E0D\u1E0E'
       '\u1E0F\u1E10\u1E11\u1E12\u1E13\u1E14\u1E15\u1E16\u1E17\u1E18\u1E19\u1E1A\u1E1B\u1E1C\u1E1D\u1E1E'
       '\u1E1F\u1E20\u1E21\u1E22\u1E23\u1E24\u1E25\u1E26\u1E27\u1E28\u1E29\u1E2A\u1E2B\u1E2C\u1E2D\u1E2E'
       '\u1E2F\u1E30\u1E31\u1E32\u1E33\u1E34\u1E35\u1E36\u1E37\u1E38\u1E39\u1E3A\u1E3B\u1E3C\u1E3D\u1E3E'
       '\u1E3F\u1E40\u1E41\u1E42\u1E43\u1E44\u1E45\u1E46\u1E47\u1E48\u1E49\u1E4A\u1E4B\u1E4C\u1E4D\u1E4E'
       '\u1E4F\u1E50\u1E51\u1E52\u1E53\u1E54\u1E55\u1E56\u1E57\u1E58\u1E59\u1E5A\u1E5B\u1E5C\u1E5D\u1E5E'
       '\u1E5F\u1E60\u1E61\u1E62\u1E63\u1E64\u1E65\u1E66\u1E67\u1E68\u1E69\u1E6A\u1E6B\u1E6C\u1E6D\u1E6E'
       '\u1E6F\u1E70\u1E71\u1E72\u1E73\u1E74\u1E75\u1E76\u1E77\u1E78\u1E79\u1E7A\u1E7B\u1E7C\u1E7D\u1E7E'
       '\u1E7F\u1E80\u1E81\u1E82\u1E83\u1E84\u1E85\u1E86\u1E87\u1E88\u1E89\u1E8A\u1E8B\u1E8C\u1E8D\u1E8E'
       '\u1E8F\u1E90\u1E91\u1E92\u1E93\u1E94\u1E95\u1E96\u1E97\u1E98\u1E99\u1E9B\u1EA0\u1EA1\u1EA2\u1EA3'
       '\u1EA4\u1EA5\u1EA6\u1EA7\u1EA8\u1EA9\u1EAA\u1EAB\u1EAC\u1EAD\u1EAE\u1EAF\u1EB0\u1EB1\u1EB2\u1EB3'
       '\u1EB4\u1EB5\u1EB6\u1EB7\u1EB8\u1EB9\u1EBA\u1EBB\u1EBC\u1EBD\u1EBE\u1EBF\u1EC0\u1EC1\u1EC2\u1EC3'
       '\u1EC4\u1EC5\u1EC6\u1EC7\u1EC8\u1EC9\u1ECA\u1ECB\u1ECC\u1ECD\u1ECE\u1ECF\u1ED0\u1ED1\u1ED2\u1ED3'
       '\u1ED4\u1ED5\u1ED6\u1ED7\u1ED8\u1ED9\u1EDA\u1EDB\u1EDC\u1EDD\u1EDE\u1EDF\u1EE0\u1EE1\u1EE2\u1EE3'
       '\u1EE4\u1EE5\u1EE6\u1EE7\u1EE8\u1EE9\u1EEA\u1EEB\u1EEC\u1EED\u1EEE\u1EEF\u1EF0\u1EF1\u1EF2\u1EF3'
       '\u1EF4\u1EF5\u1EF6\u1EF7\u1EF8\u1EF9\u1EFA\u1EFC\u1EFE\u1F00\u1F01\u1F02\u1F03\u1F04\u1F05\u1F06'
       '\u1F07\u1F08\u1F09\u1F0A\u1F0B\u1F0C\u1F0D\u1F0E\u1F0F\u1F10\u1F11\u1F12\u1F13\u1F14\u1F15\u1F18'
       '\u1F19\u1F1A\u1F1B\u1F1C\u1F1D\u1F20\u1F21\u1F22\u1F23\u1F24\u1F25\u1F26\u1F27\u1F28\u1F29\u1F2A'
       '\u1F2B\u1F2C\u1F2D\u1F2E\u1F2F\u1F30\u1F31\u1F32\u1F33\u1F34\u1F35\u1F36\u1F37\u1F38\u1F39\u1F3A'
       '\u1F3B\u1F3C\u1F3D\u1F3E\u1F3F\u1F40\u1F41\u1F42\u1F43\u1F44\u1F45\u1F48\u1F49\u1F4A\u1F4B\u1F4C'
       '\u1F4D\u1F50\u1F51\u1F52\u1F53\u1F54\u1F55\u1F56\u1F57\u1F59\u1F5B\u1F5D\u1F5F\u1F60\u1F61\u1F62'
       '\u1F63\u1F64\u1F65\u1F66\u1F67\u1F68\u1F69\u1F6A\u1F6B\u1F6C\u1F6D\u1F6E\u1F6F\u1F70\u1F71\u1F72'
       '\u1F73\u1F74\u1F75\u1F76\u1F77\u1F78\u1F79\u1F7A\u1F7B\u1F7C\u1F7D\u1F80\u1F81\u1F82\u1F83\u1F84'
       '\u1F85\u1F86\u1F87\u1F88\u1F89\u1F8A\u1F8B\u1F8C\u1F8D\u1F8E\u1F8F\u1F90\u1F91\u1F92\u1F93\u1F94'
       '\u1F95\u1F96\u1F97\u1F98\u1F99\u1F9A\u1F9B\u1F9C\u1F9D\u1F9E\u1F9F\u1FA0\u1FA1\u1FA2\u1FA3\u1FA4'
       '\u1FA5\u1FA6\u1FA7\u1FA8\u1FA9\u1FAA\u1FAB\u1FAC\u1FAD\u1FAE\u1FAF\u1FB0\u1FB1\u1FB2\u1FB3\u1FB4'
       '\u1FB6\u1FB7\u1FB8\u1FB9\u1FBA\u1FBB\u1FBC\u1FBE\u1FC1\u1FC2\u1FC3\u1FC4\u1FC6\u1FC7\u1FC8\u1FC9'
       '\u1FCA\u1FCB\u1FCC\u1FCD\u1FCE\u1FCF\u1FD0\u1FD1\u1FD2\u1FD3\u1FD6\u1FD7\u1FD8\u1FD9\u1FDA\u1FDB'
       '\u1FDD\u1FDE\u1FDF\u1FE0\u1FE1\u1FE2\u1FE3\u1FE4\u1FE5\u1FE6\u1FE7\u1FE8\u1FE9\u1FEA\u1FEB\u1FEC'
       '\u1FED\u1FEE\u1FEF\u1FF2\u1FF3\u1FF4\u1FF6\u1FF7\u1FF8\u1FF9\u1FFA\u1FFB\u1FFC\u1FFD',
      E'aaaaaaceeeeiiiidnoooooouuuuyaaaaaaceeeeiiiidnoooooouuuuyyaaaaaaccccccccddddeeeeeeeeeegggggggghhhhiii'
       'iiiiiii\u0133jjkkkllllll\u0140llnnnnnnnnoooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzz\u0253'
       '\u0183\u0185\u0254\u0188\u0256\u0257\u018C\u01DD\u0259\u025B\u0192\u0260\u0263\u0269\u0268\u0199'
       '\u026F\u0272\u0275oo\u01A3\u01A5\u0280\u01A8\u0283\u01AD\u0288uu\u028A\u028B\u01B4\u01B6\u0292\u01B9'
       '\u01BD\u01C6\u01C6\u01C9\u01C9\u01CC\u01CCaaiioouuuuuuuuuuaaaa\u01E5ggkkoooo\u0292\u0292j\u01F3'
       '\u01F3gg\u0195\u01BFnnaaooaaaaeeeeiiiioooorrrruuuusstt\u021Dhh\u019E\u0223\u0225aaeeooooooooyy\u2C65'
       '\u023C\u019A\u2C66\u0242\u0180\u0289\u028C\u0247\u0249\u024B\u024D\u024F\u0371\u0373\u02B9\u0377;'
       '\u03F3\u00A8\u03B1\u00B7\u03B5\u03B7\u03B9\u03BF\u03C5\u03C9\u03B9\u03B1\u03B2\u03B3\u03B4\u03B5'
       '\u03B6\u03B7\u03B8\u03B9\u03BA\u03BB\u03BC\u03BD\u03BE\u03BF\u03C0\u03C1\u03C3\u03C4\u03C5\u03C6'
       '\u03C7\u03C8\u03C9\u03B9\u03C5\u03B1\u03B5\u03B7\u03B9\u03C5\u03C3\u03B9\u03C5\u03BF\u03C5\u03C9'
       '\u03D7\u03D2\u03D2\u03D9\u03DB\u03DD\u03DF\u03E1\u03E3\u03E5\u03E7\u03E9\u03EB\u03ED\u03EF\u03B8'
       '\u03F8\u03F2\u03FB\u037B\u037C\u037D\u0435\u0435\u0452\u0433\u0454\u0455\u0456\u0456\u0458\u0459'
       '\u045A\u045B\u043A\u0438\u0443\u045F\u0430\u0431\u0432\u0433\u0434\u0435\u0436\u0437\u0438\u0438'
       '\u043A\u043B\u043C\u043D\u043E\u043F\u0440\u0441\u0442\u0443\u0444\u0445\u0446\u0447\u0448\u0449'
       '\u044A\u044B\u044C\u044D\u044E\u044F\u0438\u0435\u0435\u0433\u0456\u043A\u0438\u0443\u0461\u0463'
       '\u0465\u0467\u0469\u046B\u046D\u046F\u0471\u0473\u0475\u0475\u0475\u0479\u047B\u047D\u047F\u0481'
       '\u048B\u048D\u048F\u0491\u0493\u0495\u0497\u0499\u049B\u049D\u049F\u04A1\u04A3\u04A5\u04A7\u04A9'
       '\u04AB\u04AD\u04AF\u04B1\u04B3\u04B5\u04B7\u04B9\u04BB\u04BD\u04BF\u04CF\u0436\u0436\u04C4\u04C6'
       '\u04C8\u04CA\u04CC\u04CE\u0430\u0430\u0430\u0430\u04D5\u0435\u0435\u04D9\u04D9\u04D9\u0436\u0436'
       '\u0437\u0437\u04E1\u0438\u0438\u0438\u0438\u043E\u043E\u04E9\u04E9\u04E9\u044D\u044D\u0443\u0443'
       '\u0443\u0443\u0443\u0443\u0447\u0447\u04F7\u044B\u044B\u04FB\u04FD\u04FF\u0501\u0503\u0505\u0507'
       '\u0509\u050B\u050D\u050F\u0511\u0513\u0515\u0517\u0519\u051B\u051D\u051F\u0521\u0523\u0525\u0527'
       '\u0529\u052B\u052D\u052Faabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllllmmmmmmnnnnnnnn'
       'oooooooopppprrrrrrrrssssssssssttttttttuuuuuuuuuuvvvvwwwwwwwwwwxxxxyyzzzzzzhtwy\u017Faaaaaaaaaaaaaaaa'
       'aaaaaaaaeeeeeeeeeeeeeeeeiiiioooooooooooooooooooooooouuuuuuuuuuuuuuyyyyyyyy\u1EFB\u1EFD\u1EFF\u03B1'
       '\u03B1\u03B1\u03B1\u03B1\u03B1\u03B1\u03B1\u03B1\u03B1\u03B1\u03B1\u03B1\u03B1\u03B1\u03B1\u03B5'
       '\u03B5\u03B5\u03B5\u03B5\u03B5\u03B5\u03B5\u03B5\u03B5\u03B5\u03B5\u03B7\u03B7\u03B7\u03B7\u03B7'
       '\u03B7\u03B7\u03B7\u03B7\u03B7\u03B7\u03B7\u03B7\u03B7\u03B7\u03B7\u03B9\u03B9\u03B9\u03B9\u03B9'
       '\u03B9\u03B9\u03B9\u03B9\u03B9\u03B9\u03B9\u03B9\u03B9\u03B9\u03B9\u03BF\u03BF\u03BF\u03BF\u03BF'
       '\u03BF\u03BF\u03BF\u03BF\u03BF\u03BF\u03BF\u03C5\u03C5\u03C5\u03C5\u03C5\u03C5\u03C5\u03C5\u03C5'
       '\u03C5\u03C5\u03C5\u03C9\u03C9\u03C9\u03C9\u03C9\u03C9\u03C9\u03C9\u03C9\u03C9\u03C9\u03C9\u03C9'
       '\u03C9\u03C9\u03C9\u03B1\u03B1\u03B5\u03B5\u03B7\u03B7\u03B9\u03B9\u03BF\u03BF\u03C5\u03C5\u03C9'
       '\u03C9\u03B1\u03B1\u03B1\u03B1\u03B1\u03B1\u03B1\u03B1\u03B1\u03B1\u03B1\u03B1\u03B1\u03B1\u03B1'
       '\u03B1\u03B7\u03B7\u03B7\u03B7\u03B7\u03B7\u03B7\u03B7\u03B7\u03B7\u03B7\u03B7\u03B7\u03B7\u03B7'
       '\u03B7\u03C9\u03C9\u03C9\u03C9\u03C9\u03C9\u03C9\u03C9\u03C9\u03C9\u03C9\u03C9\u03C9\u03C9\u03C9'
       '\u03C9\u03B1\u03B1\u03B1\u03B1\u03B1\u03B1\u03B1\u03B1\u03B1\u03B1\u03B1\u03B1\u03B9\u00A8\u03B7'
       '\u03B7\u03B7\u03B7\u03B7\u03B5\u03B5\u03B7\u03B7\u03B7\u1FBF\u1FBF\u1FBF\u03B9\u03B9\u03B9\u03B9'
       '\u03B9\u03B9\u03B9\u03B9\u03B9\u03B9\u1FFE\u1FFE\u1FFE\u03C5\u03C5\u03C5\u03C5\u03C1\u03C1\u03C5'
       '\u03C5\u03C5\u03C5\u03C5\u03C5\u03C1\u00A8\u00A8`\u03C9\u03C9\u03C9\u03C9\u03C9\u03BF\u03BF\u03C9'
       '\u03C9\u03C9\u00B4')
  END
$$;
-- The walls bind the owner, too; not here.
ALTER TABLE brands NO FORCE ROW LEVEL SECURITY;
ALTER TABLE insights NO FORCE ROW LEVEL SECURITY;
UPDATE brands SET tags_keys = ARRAY(SELECT fold_once(tag) FROM unnest(tags) WITH ORDINALITY AS t (tag, at) ORDER BY at)
WHERE tags <> '{}';
UPDATE insights SET tags_keys = ARRAY(SELECT fold_once(tag) FROM unnest(tags) WITH ORDINALITY AS t (tag, at) ORDER BY at)
WHERE tags <> '{}';
ALTER TABLE brands FORCE ROW LEVEL SECURITY;
ALTER TABLE insights FORCE ROW LEVEL SECURITY;
DROP FUNCTION fold_once;

CALL index_items('brands', 'tags');
CALL index_items('insights', 'tags');

CALL index_key('brands', 'domain_key');
CALL index_key('brands', 'sub_industry_key');
CALL index_key('brands', 'headquarters_key');
CALL index_key('brands', 'founded');
CALL index_key('brands', 'ticker_key');
CALL index_key('brands', 'created_by');
CALL index_key('insights', 'source_key');
CALL index_key('insights', 'status');
CALL index_key('insights', 'author_id');
CALL index_key('insights', 'pinned');
CALL index_key('insights', 'created_by');

CALL index_deleted('brands', 'name_key');
CALL index_deleted('brands', 'industry_key');
CALL index_deleted('brands', 'country_key');
CALL index_deleted('brands', 'headcount');
CALL index_deleted('brands', 'created_at');
CALL index_deleted('brands', 'updated_at');
CALL index_deleted('insights', 'brand_id');
CALL index_deleted('insights', 'title_key');
CALL index_deleted('insights', 'sentiment');
CALL index_deleted('insights', 'published_at');
CALL index_deleted('insights', 'created_at');
CALL index_deleted('insights', 'updated_at');
