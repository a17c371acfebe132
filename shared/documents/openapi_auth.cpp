#include "shared/core/role.hpp"
#include "shared/documents/openapi_parts.hpp"

namespace dossier::documents {

namespace json = boost::json;

namespace {

constexpr std::string_view some_id = "019aa35c-7e00-7c3a-9c41-5f0e6a1d2b30";

json::object text(std::string_view description) {
  return {{"type", "string"}, {"description", description}};
}
json::object time(std::string_view description) {
  return {{"type", "string"}, {"format", "date-time"}, {"description", description}};
}
json::object id(std::string_view description) {
  return {{"type", "string"}, {"format", "uuid"}, {"description", description}};
}
json::object nullable(json::object schema) {
  schema["type"] = json::array{schema["type"], "null"};
  return schema;
}
json::object bounded(std::string_view description, std::int64_t least, std::int64_t most) {
  json::object made = text(description);
  made["minLength"] = least;
  made["maxLength"] = most;
  return made;
}
json::object role_schema() {
  json::array names;
  for (const role each : all_roles) names.emplace_back(to_string(each));
  return {{"type", "string"}, {"enum", std::move(names)}};
}
json::object list_of(std::string_view schema) {
  return {{"type", "array"}, {"items", schema_reference(schema)}};
}

/// All members required, unless `optional` names them.
json::object object_of(json::object members, std::initializer_list<std::string_view> optional = {}) {
  json::array required;
  for (const auto& member : members) {
    const std::string_view name{member.key().data(), member.key().size()};
    if (std::find(optional.begin(), optional.end(), name) == optional.end()) required.emplace_back(name);
  }
  json::object made{{"type", "object"}, {"properties", std::move(members)}};
  if (!required.empty()) made["required"] = std::move(required);
  return made;
}
json::object body_schema(json::object members, std::initializer_list<std::string_view> optional = {}) {
  json::object made = object_of(std::move(members), optional);
  made["additionalProperties"] = false;
  return made;
}

json::object session_schema() {
  json::object members;
  members["id"] = id("");
  members["tenant"] = schema_reference("Actor");
  members["address"] = text("Where it began.");
  members["user_agent"] = text("Of the browser that it began in.");
  members["created_at"] = time("When it began.");
  members["last_used_at"] = time("When it was refreshed last.");
  members["expires_at"] = time("When it ends.");
  members["current"] = json::object{{"type", "boolean"}, {"description", "It is the one that asks."}};
  return object_of(std::move(members));
}

json::object call(std::string_view operation_id, std::string_view summary, std::string_view description,
                  json::object answers, std::initializer_list<std::string_view> refusals, bool is_open) {
  json::object made;
  made["operationId"] = operation_id;
  made["tags"] = json::array{"Sign-in"};
  made["summary"] = summary;
  if (!description.empty()) made["description"] = description;
  if (is_open) made["security"] = json::array{};
  made["parameters"] = parameters({});
  add_refusals(answers, refusals);
  made["responses"] = std::move(answers);
  return made;
}

json::object with_id(json::object operation) {
  json::array& all = operation["parameters"].as_array();
  all.insert(
      all.begin(),
      json::object{
          {"name", "id"}, {"in", "path"}, {"required", true}, {"schema", id("")}, {"example", some_id}});
  return operation;
}
json::object with_body(json::object operation, json::object schema, json::object example) {
  operation["requestBody"] = body_of("application/json", std::move(schema), std::move(example));
  return operation;
}

json::object signed_in_answer() {
  return answer("Signed in. The refresh token is in a cookie that scripts cannot read.",
                {"Set-Cookie", "RateLimit", "RateLimit-Policy"}, json_content(schema_reference("SignedIn")));
}
json::object done(std::string_view description) {
  return answer(description, {}, {});
}

json::object login_operation() {
  json::object body;
  body["email"] = bounded("", 1, 254);
  body["password"] = bounded("", 1, 200);
  body["tenant"] = nullable(id("Absent: the one used last."));
  body["remember"] = json::object{{"type", "boolean"}, {"description", "The cookie outlives the browser."}};
  return with_body(
      call("signIn", "Sign in",
           "A wrong address and a wrong password get the same answer, after the same time. The access "
           "token is a JWT (EdDSA) for 10 minutes.",
           {{"200", signed_in_answer()}}, {"413", "415", "422"}, true),
      body_schema(std::move(body), {"tenant", "remember"}),
      {{"email", "mara@castellan.example"}, {"password", "correct horse battery"}});
}

json::object refresh_operation() {
  json::object body;
  body["tenant"] = nullable(id("To go on in another tenant of one's own."));
  json::object made = with_body(
      call("refreshSignIn", "Go on being signed in",
           "Takes the refresh cookie and gives another in its place. The former one is good for 30 seconds "
           "more; "
           "used later, it ends the session. 204 where nobody signs in.",
           {{"200", signed_in_answer()}, {"204", done("This installation asks nobody to sign in.")}},
           {"413", "415", "422"}, true),
      body_schema(std::move(body), {"tenant"}), {});
  made["requestBody"].as_object()["required"] = false;
  return made;
}

json::object password_operation() {
  json::object body;
  body["old_password"] = bounded("", 1, 200);
  body["new_password"] = bounded("", 10, 200);
  return with_body(
      call("changePassword", "Change one's password",
           "Ends one's other sessions. Wrong old passwords are slowed down as wrong ones at sign-in are.",
           {{"204", answer("Changed.", {"RateLimit", "RateLimit-Policy"}, {})}}, {"413", "415", "422"},
           false),
      body_schema(std::move(body)),
      {{"old_password", "correct horse battery"}, {"new_password", "staple of the trade"}});
}

json::object redeem_operation() {
  json::object body;
  body["link"] = bounded("What stands behind `#link=`.", 1, 200);
  body["password"] = bounded("", 10, 200);
  json::object members;
  members["email"] = text("Whose it is.");
  return with_body(call("redeemLink", "Set a password by a one-time link", "Ends the person's sessions.",
                        {{"200", answer("Set.", {}, json_content(object_of(std::move(members))))}},
                        {"404", "413", "415", "422"}, true),
                   body_schema(std::move(body)), {{"link", "qv8…"}, {"password", "correct horse battery"}});
}

json::object api_key_schema(bool with_key) {
  json::object members;
  members["id"] = id("");
  members["name"] = text("What it is for.");
  members["user"] = schema_reference("Actor");
  members["prefix"] = text("How it begins.");
  members["scope"] = json::object{{"type", "string"}, {"enum", json::array{"read", "write"}}};
  members["created_at"] = time("When it was made.");
  members["expires_at"] = nullable(time("When it ends; null: when it is revoked."));
  members["last_used_at"] = nullable(time("To the minute."));
  if (with_key) members["key"] = text("The key itself. It is told here and never again.");
  return object_of(std::move(members));
}

json::object make_key_operation() {
  json::object body;
  body["name"] = bounded("What it is for.", 1, 120);
  body["scope"] = json::object{
      {"type", "string"}, {"enum", json::array{"read", "write"}}, {"description", "What it may do."}};
  body["expires_at"] = nullable(time("Absent: when it is revoked."));
  return with_body(
      call("makeApiKey", "Make an API key",
           "It acts for the person in the present tenant, as what they are there.",
           {{"201", answer("Made.", {"Location"}, json_content(schema_reference("MadeApiKey")))}},
           {"413", "415", "422"}, false),
      body_schema(std::move(body), {"expires_at"}), {{"name", "Nightly export"}, {"scope", "read"}});
}

json::object invite_operation() {
  json::object body;
  body["email"] = bounded("", 3, 254);
  body["name"] = bounded("", 1, 200);
  body["role"] = role_schema();
  body["brand_id"] = nullable(id("Of a client-viewer, and of nobody else: whose."));
  return with_body(
      call("invite", "Invite somebody into the tenant",
           "Who has no password yet is sent a link to choose one by; anybody else belongs to it at once.",
           {{"201", answer("They belong to it.", {}, json_content(schema_reference("Invitation")))}},
           {"409", "413", "415", "422"}, false),
      body_schema(std::move(body), {"brand_id"}),
      {{"email", "tomas@castellan.example"}, {"name", "Tomas Keller"}, {"role", "analyst"}});
}

json::object reset_operation() {
  json::object body;
  body["email"] = bounded("", 3, 254);
  return with_body(
      call("requestLink", "Have a link sent to set another password by",
           "The answer is the same, and comes as soon, whether anybody has that address. Who has no password "
           "yet is sent none: an invitation's link stays as good as it is.",
           {{"202", done("If somebody has it, a link is on its way.")}}, {"413", "415", "422"}, true),
      body_schema(std::move(body)), {{"email", "mara@castellan.example"}});
}

json::object text_parameter(std::string_view in, std::string_view name, std::string_view description) {
  return {{"name", name},
          {"in", in},
          {"required", in == "path"},
          {"description", description},
          {"schema", {{"type", "string"}, {"maxLength", 4096}}}};
}

/// A step of a sign-in by a provider, that a browser takes.
json::object provider_operation(std::string_view operation_id, std::string_view summary,
                                std::string_view description, std::string_view going_on) {
  json::object made = call(operation_id, summary, description,
                           {{"303", answer(going_on, {"Location", "Set-Cookie"}, {})}}, {"404"}, true);
  json::array& all = made["parameters"].as_array();
  all.insert(all.begin(), text_parameter("path", "provider", "Its name, of the list of providers."));
  all.front().as_object()["example"] = "acme";
  return made;
}

json::object begin_operation() {
  json::object made = provider_operation(
      "beginSignInByProvider", "Sign in by a provider",
      "For browsers: sends on to the provider's page (OpenID Connect, authorization code with PKCE), with a "
      "cookie that the way back needs. Whoever accepts `text/html` is sent to the sign-in page where it "
      "fails.",
      "On to the provider, or back to the sign-in page.");
  made["parameters"].as_array().push_back(
      text_parameter("query", "next", "Where in the dashboard to go on: `#/…`."));
  return made;
}

json::object callback_operation() {
  json::object made = provider_operation(
      "finishSignInByProvider", "Come back from a provider",
      "For browsers: what the provider's page sends back to. Signs in, once, and goes on to the dashboard.",
      "On to the dashboard with a refresh cookie, or back to the sign-in page.");
  json::array& all = made["parameters"].as_array();
  all.push_back(text_parameter("query", "code", "What the provider gives the ID token for."));
  all.push_back(text_parameter("query", "state", "What the browser was sent away with."));
  all.push_back(text_parameter("query", "iss", "The provider's issuer (RFC 9207)."));
  all.push_back(text_parameter("query", "error", "Why the provider let nobody in."));
  return made;
}

json::object providers_operation() {
  json::object members;
  members["name"] = text("In addresses.");
  members["label"] = text("For a button.");
  members["path"] = text("Where a browser goes to sign in by it.");
  json::object list{{"items", json::object{{"type", "array"}, {"items", object_of(std::move(members))}}}};
  return call("listSignInProviders", "Providers that people may sign in by", "",
              {{"200", answer("All of them.", {}, json_content(object_of(std::move(list))))}}, {}, true);
}

json::object linked_identity_schema() {
  json::object members;
  members["id"] = id("Of the link.");
  members["issuer"] = text("The provider's issuer.");
  members["label"] = nullable(text("On its button; null: people sign in by it no more."));
  members["linked_at"] = time("When one signed in by it first.");
  members["last_used_at"] = time("When one signed in by it last.");
  return object_of(std::move(members));
}

void add_identity_paths(json::object& to) {
  using permissions::verb;
  json::object list = call(
      "listLinkedIdentities", "Providers that one's account is linked to",
      "Who signed in by a provider sees those of its tenant.",
      {{"200", answer("All of them.", {}, json_content(schema_reference("LinkedIdentityList")))}}, {}, false);
  json::object unlink = with_id(call(
      "unlinkIdentity", "Unlink one's account from a provider",
      "Ends one's other sessions that began by providers. The last way to sign in stays (409): who has no "
      "password sets one first. Whoever signs in by the provider with one's verified address is linked "
      "again.",
      {{"204", done("It is linked no more.")}}, {"404", "409", "413"}, false));
  to["/api/v1/auth/identities"] = json::object{{"get", for_whom(std::move(list), "account", verb::read)}};
  to["/api/v1/auth/identities/{id}"] =
      json::object{{"delete", for_whom(std::move(unlink), "account", verb::update)}};
}

json::object member_schema() {
  json::object members;
  members["user"] = schema_reference("Actor");
  members["email"] = text("");
  members["role"] = role_schema();
  members["brand_id"] = nullable(id("Of a client-viewer: whose. null of anybody else."));
  members["joined_at"] = time("");
  members["last_seen_at"] = nullable(time("In a session that is kept; null: in none."));
  return object_of(std::move(members));
}

json::object member_session_schema() {
  json::object made = session_schema();
  made["properties"].as_object()["user"] = schema_reference("Actor");
  made["required"].as_array().emplace_back("user");
  return made;
}

json::object change_member_operation() {
  json::object body;
  body["role"] = role_schema();
  body["brand_id"] = nullable(id("Of a client-viewer, and of nobody else: whose."));
  json::object schema = body_schema(std::move(body), {"role", "brand_id"});
  schema["minProperties"] = 1;
  return with_id(with_body(
      call("changeMember", "Make a member something else",
           "A role, a client-viewer's brand, or both; who becomes a client-viewer needs a brand, and "
           "loses it with that role. For who runs the tenant; owners are made and changed by "
           "owners. The last owner stays one (409). It takes effect within a second, on open "
           "connections, too.",
           {{"200", answer("Changed.", {}, json_content(schema_reference("Member")))}},
           {"404", "409", "413", "415", "422"}, false),
      std::move(schema), {{"role", "manager"}}));
}

void add_member_paths(json::object& to) {
  using permissions::verb;
  const auto whose = [](json::object made, verb what) { return for_whom(std::move(made), "members", what); };
  json::object list =
      call("listMembers", "Who belongs to the tenant", "For who runs it. By name; 1,000 at most.",
           {{"200", answer("All of them.", {}, json_content(schema_reference("MemberList")))}}, {}, false);
  json::object remove =
      with_id(call("removeMember", "Take somebody out of the tenant",
                   "Their sessions and keys end there within a second. The last owner stays (409).",
                   {{"204", done("They belong to it no more.")}}, {"404", "409", "413"}, false));
  json::object sessions =
      call("listMemberSessions", "Sessions of the tenant's people",
           "For who runs it: those that are in this tenant now. The one used last comes first; 1,000 at "
           "most.",
           {{"200", answer("All that are good.", {}, json_content(schema_reference("MemberSessionList")))}},
           {}, false);
  json::object revoke = with_id(call("revokeMemberSession", "End a session of one of the tenant's people",
                                     "Within a second, on every server and on open connections.",
                                     {{"204", done("It has ended.")}}, {"404", "413"}, false));
  to["/api/v1/auth/members"] = json::object{{"get", whose(std::move(list), verb::read)}};
  to["/api/v1/auth/members/{id}"] = json::object{{"patch", whose(change_member_operation(), verb::update)},
                                                 {"delete", whose(std::move(remove), verb::remove)}};
  to["/api/v1/auth/member-sessions"] = json::object{{"get", whose(std::move(sessions), verb::read)}};
  to["/api/v1/auth/member-sessions/{id}"] = json::object{{"delete", whose(std::move(revoke), verb::update)}};
}

json::object keys_operation() {
  json::object members;
  members["keys"] =
      json::object{{"type", "array"}, {"items", {{"type", "object"}, {"additionalProperties", true}}}};
  return call("listSigningKeys", "Public keys of access tokens (RFC 7517)", "",
              {{"200", answer("The keys.", {}, json_content(object_of(std::move(members))))}}, {}, true);
}

void add_api_key_paths(json::object& to) {
  using permissions::verb;
  const auto own = [](json::object made, verb what) { return for_whom(std::move(made), "api_keys", what); };
  json::object list = call(
      "listApiKeys", "One's API keys in this tenant", "The newest comes first.",
      {{"200", answer("All that are good.", {}, json_content(schema_reference("ApiKeyList")))}}, {}, false);
  list["parameters"].as_array().push_back(
      json::object{{"name", "of"},
                   {"in", "query"},
                   {"description", "`all`: everybody's in the tenant, for owners and admins."},
                   {"schema", {{"type", "string"}, {"enum", json::array{"me", "all"}}, {"default", "me"}}}});
  json::object revoke = with_id(call("revokeApiKey", "End an API key",
                                     "Within a second, on every server. Owners and admins end anybody's.",
                                     {{"204", done("It has ended.")}}, {"404", "413"}, false));
  to["/api/v1/auth/api-keys"] = json::object{{"get", own(std::move(list), verb::read)},
                                             {"post", own(make_key_operation(), verb::create)}};
  to["/api/v1/auth/api-keys/{id}"] = json::object{{"delete", own(std::move(revoke), verb::remove)}};
}

void add_invitation_paths(json::object& to) {
  using permissions::verb;
  const auto whose = [](json::object made, verb what) {
    return for_whom(std::move(made), "invitations", what);
  };
  json::object list = call(
      "listInvitations", "Who is invited", "Who has yet to choose a password; the newest comes first.",
      {{"200", answer("The open ones.", {}, json_content(schema_reference("InvitationList")))}}, {}, false);
  json::object withdraw = with_id(call("withdrawInvitation", "Take an invitation back",
                                       "The person belongs to the tenant no more.",
                                       {{"204", done("It is taken back.")}}, {"404", "413"}, false));
  to["/api/v1/auth/invitations"] = json::object{{"get", whose(std::move(list), verb::read)},
                                                {"post", whose(invite_operation(), verb::create)}};
  to["/api/v1/auth/invitations/{id}"] = json::object{{"delete", whose(std::move(withdraw), verb::remove)}};
}

}  // namespace

void add_auth_schemas(json::object& to) {
  to["Membership"] = object_of({{"tenant", schema_reference("Actor")}, {"role", role_schema()}});
  to["Session"] = session_schema();
  json::object granted;
  granted["access_token"] = text("For `Authorization: Bearer …`, and for `hello`.");
  granted["token_type"] = json::object{{"type", "string"}, {"const", "Bearer"}};
  granted["expires_at"] = time("When the access token ends.");
  granted["expires_in"] = json::object{{"type", "integer"}, {"description", "The same in seconds from now."}};
  granted["session_expires_at"] = time("When signing in again is needed.");
  granted["tenant"] = schema_reference("Actor");
  granted["user"] = schema_reference("Actor");
  granted["role"] = role_schema();
  granted["memberships"] = list_of("Membership");
  to["SignedIn"] = object_of(std::move(granted));
  json::object me;
  me["user"] = schema_reference("Actor");
  me["tenant"] = schema_reference("Actor");
  me["role"] = role_schema();
  me["sign_in"] = json::object{{"type", "string"}, {"enum", json::array{"local", "required"}}};
  me["email"] = nullable(text("null where nobody signs in."));
  me["session_id"] = nullable(id("null: not by a session."));
  me["memberships"] = list_of("Membership");
  to["Me"] = object_of(std::move(me));
  to["SessionList"] = object_of({{"items", list_of("Session")}});
  to["ApiKey"] = api_key_schema(false);
  to["MadeApiKey"] = api_key_schema(true);
  to["LinkedIdentity"] = linked_identity_schema();
  to["LinkedIdentityList"] = object_of({{"items", list_of("LinkedIdentity")}});
  to["Member"] = member_schema();
  to["MemberList"] = object_of({{"items", list_of("Member")}});
  to["MemberSession"] = member_session_schema();
  to["MemberSessionList"] = object_of({{"items", list_of("MemberSession")}});
  json::object invited;
  invited["id"] = id("Of the person.");
  invited["email"] = text("Where the link is sent.");
  invited["name"] = text("Of the person.");
  invited["role"] = role_schema();
  invited["brand_id"] = nullable(id("Of a client-viewer: whose. null of anybody else."));
  invited["created_at"] = time("When they were invited.");
  invited["expires_at"] = nullable(time("When the link ends; null: none was needed."));
  to["Invitation"] = object_of(std::move(invited));
  to["InvitationList"] = object_of({{"items", list_of("Invitation")}});
  to["ApiKeyList"] = object_of({{"items", list_of("ApiKey")}});
}

void add_auth_paths(json::object& to) {
  using permissions::verb;
  to["/api/v1/auth/login"] = json::object{{"post", login_operation()}};
  to["/api/v1/auth/refresh"] = json::object{{"post", refresh_operation()}};
  to["/api/v1/auth/logout"] = json::object{
      {"post", call("signOut", "Sign out", "Ends the session of the refresh cookie, and the cookie.",
                    {{"204", answer("Signed out.", {"Set-Cookie"}, {})}}, {"413"}, true)}};
  to["/api/v1/auth/links:redeem"] = json::object{{"post", redeem_operation()}};
  to["/api/v1/auth/password"] =
      json::object{{"post", for_whom(password_operation(), "account", verb::update)}};
  json::object me = call("readMe", "Who one is", "",
                         {{"200", answer("So it is.", {}, json_content(schema_reference("Me")))}}, {}, false);
  to["/api/v1/auth/me"] = json::object{{"get", for_whom(std::move(me), "account", verb::read)}};
  json::object sessions = call(
      "listSessions", "One's sessions", "The one used last comes first.",
      {{"200", answer("All that are good.", {}, json_content(schema_reference("SessionList")))}}, {}, false);
  to["/api/v1/auth/sessions"] = json::object{{"get", for_whom(std::move(sessions), "sessions", verb::read)}};
  json::object revoke = call("revokeSession", "End a session of one's own",
                             "Within a second, on every server and on open connections.",
                             {{"204", done("It has ended.")}}, {"404"}, false);
  to["/api/v1/auth/sessions/{id}"] =
      json::object{{"delete", for_whom(with_id(std::move(revoke)), "sessions", verb::remove)}};
  to["/api/v1/auth/links"] = json::object{{"post", reset_operation()}};
  to["/api/v1/auth/oidc"] = json::object{{"get", providers_operation()}};
  to["/api/v1/auth/oidc/{provider}"] = json::object{{"get", begin_operation()}};
  to["/api/v1/auth/oidc/{provider}/callback"] = json::object{{"get", callback_operation()}};
  add_identity_paths(to);
  add_member_paths(to);
  add_api_key_paths(to);
  add_invitation_paths(to);
  to["/.well-known/jwks.json"] = json::object{{"get", keys_operation()}};
}

}  // namespace dossier::documents
