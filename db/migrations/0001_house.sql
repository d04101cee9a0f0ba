-- The house: one clock, the ledger, the cards read off it, errands, content, the vault's and the door's rooms.
-- Every business table begins with `district` (sharding.md 1); db/tables.json says of each table which of four kinds it is.

-- ── The clock: transaction time plus an offset that is zero and fixed in a real database ──────────────────────────────
create table clock_here (
  one       boolean  primary key default true check (one),
  simulated boolean  not null,
  shift     interval not null default interval '0'
);

-- Called once by `migrate`; what a database is, it stays.
create function create_clock(is_simulated boolean) returns void language plpgsql as $$
begin
  insert into clock_here (simulated) values (is_simulated) on conflict do nothing;
  if (select simulated from clock_here) <> is_simulated then
    raise exception 'a database stays what it was created as: simulated = %', not is_simulated;
  end if;
  -- Real time has nothing to look up: the offset is zero, and fixed by there being none.
  if not is_simulated then
    execute $now$ create or replace function public.now_here() returns timestamptz language sql stable parallel safe
      as 'select date_trunc(''milliseconds'', transaction_timestamp())' $now$;
  end if;
end $$;
revoke all on function create_clock(boolean) from public;

-- The one clock. Milliseconds, as the wire shows them.
create function now_here() returns timestamptz language sql stable parallel safe
  as $$ select date_trunc('milliseconds', transaction_timestamp() + (select shift from clock_here)) $$;

-- Moves the clock of a simulated database forward, never back. Runs as the owner; a real database refuses.
create function move_clock(forward_to timestamptz) returns timestamptz language plpgsql security definer
  set search_path = pg_catalog, public as $$
begin
  if not (select simulated from public.clock_here) then
    raise exception 'this database keeps real time' using errcode = 'SH001';
  end if;
  -- Before the first entry the clock may be set anywhere: that is when a story begins.
  update public.clock_here set shift = case
    when exists (select 1 from public.entry) then greatest(shift, forward_to - transaction_timestamp())
    else forward_to - transaction_timestamp() end;
  return public.now_here();
end $$;
revoke all on function move_clock(timestamptz) from public;

-- ── The ledger: written once, for ever ───────────────────────────────────────────────────────────────────────────────
create table entry (
  district   int         not null,
  story      uuid        not null,
  version    int         not null check (version > 0),   -- 1, 2, 3 … within the story
  kind       text        not null,                       -- case, whistle, registry
  type       text        not null,
  at         timestamptz not null default now_here(),    -- no run-time role may write this column
  person     text        not null,                       -- pseudonym
  unit       text        not null,
  rules      text        not null,
  command_id uuid        not null,
  body       bytea       not null,                       -- RFC 8785 bytes; the columns above are derived from them
  salt       bytea,                                      -- the leaf's place: HMAC key of the commitment
  primary key (district, story, version)
);

create table ledger_queue (
  district int    not null,
  turn     bigint not null generated always as identity,
  story    uuid   not null,
  version  int    not null,
  primary key (district, turn)
);

create table place (
  district int    not null,
  place    bigint not null check (place >= 0),
  story    uuid   not null,
  version  int    not null,
  primary key (district, place),
  unique (district, story, version)
);

-- How far each reader of the ledger has come; a poisoned entry parks it.
create table bookmark (
  district  int    not null,
  reader    text   not null,
  place     bigint not null default 0,    -- the next place to read
  parked_at timestamptz,
  reason    text,
  primary key (district, reader)
);

create table receipt (
  district   int         not null,
  command_id uuid        not null,
  body_hash  bytea       not null,
  answer     jsonb       not null,
  at         timestamptz not null default now_here(),
  primary key (district, command_id)
);
create index receipt_refused on receipt (district, at) where answer ? 'refused'; -- kept 90 days

-- ── Cards: one row per story, all that a list needs; in the transaction of the entry ─────────────────────────────────
create table case_card (
  district   int         not null,
  story      uuid        not null,
  version    int         not null,
  fold       int         not null,
  state      jsonb       not null,
  number     text        not null,
  stage      text        not null,
  step       smallint    not null,
  case_type  text        not null,
  channel    text        not null,
  category   text,
  urgency    text        not null,
  secrecy    text        not null,
  area       text,
  community  text,
  street     text,
  holder     text,
  handler    text,
  accused    text[]      not null,
  due_at     timestamptz,
  origins    smallint    not null,
  whistles   smallint    not null,
  carried    boolean     not null,
  summary    text        not null,       -- masked, 60 characters; neutral for S2 and S3
  external   text,                       -- system and id it came from
  opened_at  timestamptz not null,
  changed_at timestamptz not null,
  closed_at  timestamptz,
  primary key (district, story)
);
create unique index case_card_number   on case_card (district, number);
create unique index case_card_external on case_card (district, external) where external is not null;
create index case_card_opened on case_card (district, opened_at desc, story desc);
create index case_card_street on case_card (district, street, opened_at desc, story desc);
-- Open cases are few beside the closed ones: whatever lists them by stage starts here. Every index costs each intake; a filter on what is
-- common finds its page soon enough in the order of `opened_at`.
create index case_card_open on case_card (district, opened_at desc, story desc) where closed_at is null;
create index case_card_open_due on case_card (district, due_at, story) where closed_at is null and due_at is not null;

create table whistle_card (
  district   int         not null,
  story      uuid        not null,
  version    int         not null,
  fold       int         not null,
  state      jsonb       not null,
  number     text        not null,
  letter     text,
  level      text        not null,       -- row of the profile
  purpose    text        not null,       -- public_problem, key_work …
  stage      text        not null,
  street     text,
  caller     text        not null,
  lead       text,
  called     smallint    not null,
  reported   smallint    not null,
  finished   smallint    not null,
  due_at     timestamptz,
  summary    text        not null,
  opened_at  timestamptz not null,
  changed_at timestamptz not null,
  closed_at  timestamptz,
  primary key (district, story)
);
create unique index whistle_card_number on whistle_card (district, number);
create index whistle_card_opened on whistle_card (district, opened_at desc, story desc);
create index whistle_card_street on whistle_card (district, street, opened_at desc, story desc);
create index whistle_card_open on whistle_card (district, due_at, story) where closed_at is null;

create table registry_card (
  district   int         not null,
  story      uuid        not null,
  version    int         not null,
  fold       int         not null,
  state      jsonb       not null,
  changed_at timestamptz not null,
  primary key (district, story)
);

-- Units related to a story otherwise than by its place: holder, called unit, verifier …; what their lines may list.
create table party (
  district  int         not null,
  unit      text        not null,
  kind      text        not null,
  opened_at timestamptz not null,
  story     uuid        not null,
  primary key (district, unit, kind, opened_at, story)
);
create index party_story on party (district, story);

-- What waits, and for whom.
create table todo (
  district int         not null,
  unit     text        not null,
  story    uuid        not null,
  kind     text        not null,
  what     text        not null,
  person   text        not null default '',
  roles    text[]      not null,
  due_at   timestamptz,
  since    timestamptz not null,
  primary key (district, story, unit, what, person)
);
create index todo_unit on todo (district, unit, due_at, story);

-- ── Errands: all that leaves the house or happens later ──────────────────────────────────────────────────────────────
create table errand (
  district      int         not null,
  id            uuid        not null,
  act           text        not null check (act in ('ask', 'tell')),
  kind          text        not null,
  story         uuid        not null,
  due_at        timestamptz not null,
  payload       jsonb       not null,
  claimed_until timestamptz,
  attempts      smallint    not null default 0,
  last_error    text,
  dead_at       timestamptz,
  primary key (district, id)
);
create index errand_due on errand (district, due_at, id) where dead_at is null;

create table notice (
  district int         not null,
  id       uuid        not null,
  unit     text        not null default '',
  roles    text[]      not null default '{}',
  person   text        not null default '',
  message  text        not null,
  about    jsonb       not null,
  kind     text        not null,
  story    uuid        not null,
  at       timestamptz not null,
  primary key (district, id)
);
create index notice_unit on notice (district, unit, at desc);
create index notice_person on notice (district, person, at desc) where person <> '';
create table notice_seen (
  district int         not null,
  person   text        not null,
  until    timestamptz not null,
  primary key (district, person)
);

-- ── Numbers ──────────────────────────────────────────────────────────────────────────────────────────────────────────
create table number_block (
  district int    not null,
  what     text   not null,              -- case, whistle; taken in blocks, gaps allowed
  next     bigint not null,
  primary key (district, what)
);
create table letter_number (
  district int  not null,
  unit     text not null,
  year     int  not null,
  last     int  not null,                -- gap-free: taken in the transaction that issues
  primary key (district, unit, year)
);

-- ── The registry's lists: dated rows, changed only by instructions to the story `registry` of the district ───────────
create table registry_row (
  district int   not null,
  list     text  not null,               -- area, unit, post, duty, power, problem, category, binding
  key      text  not null,
  from_on  date  not null,
  until_on date,
  version  int   not null,               -- of the registry story that put it
  body     jsonb not null,
  primary key (district, list, key, from_on),
  check (until_on is null or until_on > from_on)
);
create index registry_row_version on registry_row (district, version);

create table calendar_year (
  year      int         primary key,
  published boolean     not null,
  days_off  jsonb       not null,
  days_work jsonb       not null,
  source    text        not null,
  loaded_at timestamptz not null default now_here()
);

-- ── Content: words and files under the key of their story ───────────────────────────────────────────────────────────
create table content (
  district int         not null,
  story    uuid        not null,
  id       text        not null,
  words    text        not null,
  at       timestamptz not null default now_here(),
  primary key (district, story, id)
);
create table file (
  district  int         not null,
  story     uuid        not null,
  id        text        not null,
  name      text        not null,
  type      text        not null,
  bytes     bigint      not null,
  sha256    bytea       not null,
  person    text        not null,
  at        timestamptz not null default now_here(),
  primary key (district, story, id)
);

-- Keyed hashes of the words of a story, for search.
create table search_token (
  district  int         not null,
  token     bigint      not null,
  opened_at timestamptz not null,
  story     uuid        not null,
  primary key (district, token, opened_at, story)
);

-- ── Tallies: one dimension per table, deltas appended and folded later ──────────────────────────────────────────────
create table tally_street   (district int not null, day date not null, key text not null, measure text not null, part bigint not null generated always as identity, n bigint not null, primary key (district, day, key, measure, part));
create table tally_category (district int not null, day date not null, key text not null, measure text not null, part bigint not null generated always as identity, n bigint not null, primary key (district, day, key, measure, part));
create table tally_channel  (district int not null, day date not null, key text not null, measure text not null, part bigint not null generated always as identity, n bigint not null, primary key (district, day, key, measure, part));
create table tally_unit     (district int not null, day date not null, key text not null, measure text not null, part bigint not null generated always as identity, n bigint not null, primary key (district, day, key, measure, part));

-- What the tallies' reader remembers of a case, so that a later fact is counted where the case was then.
create table tally_case (
  district int  not null,
  story    uuid not null,
  street   text not null,
  category text not null,
  channel  text not null,
  primary key (district, story)
);

-- ── The vault: who people are. Another schema, another role; the desk may put in and not look ────────────────────────
create schema vault;
create table vault.requester (
  district int         not null,
  story    uuid        not null,
  ref      text        not null,
  name     text,
  phone    text,
  address  text,
  at       timestamptz not null default now_here(),
  primary key (district, story, ref)
);
create table vault.look (
  district int         not null,
  story    uuid        not null,
  turn     bigint      not null generated always as identity,
  ref      text        not null,
  person   text        not null,
  post     text        not null,
  purpose  text        not null,
  at       timestamptz not null default now_here(),
  primary key (district, story, turn)
);

-- ── The door: accounts, staff, sessions ──────────────────────────────────────────────────────────────────────────────
create schema door;
create table door.person (
  id    text primary key,                -- the pseudonym that the ledger knows
  name  text not null,
  phone text
);
create table door.account (
  login        text primary key,
  person       text not null references door.person (id),
  password     text,                     -- argon2id; null until the one-time link was used
  district     int,
  failures     int not null default 0,
  locked_until timestamptz,
  must_change  boolean not null default false,
  demo         boolean not null default false,
  administers  text[] not null default '{}',
  closed_at    timestamptz
);
create table door.link (
  token_hash bytea primary key,
  login      text not null references door.account (login),
  expires_at timestamptz not null,
  used_at    timestamptz
);
create table door.session (
  token_hash bytea primary key,
  login      text not null references door.account (login),
  post       text not null,
  kind       text not null check (kind in ('browser', 'machine')),
  created_at timestamptz not null default now_here(),
  seen_at    timestamptz not null default now_here(),
  expires_at timestamptz not null,
  revoked_at timestamptz
);
create index session_login on door.session (login);

-- ── Who may do what to the tables ────────────────────────────────────────────────────────────────────────────────────
grant usage on schema public to shaoying_desk, shaoying_reader, shaoying_sequencer, shaoying_vault, shaoying_door;
grant usage on schema vault to shaoying_desk, shaoying_vault;
grant usage on schema door to shaoying_door;
grant execute on function move_clock(timestamptz) to shaoying_desk;
grant select on clock_here to shaoying_desk, shaoying_reader, shaoying_sequencer, shaoying_vault, shaoying_door;

grant insert (district, story, version, kind, type, person, unit, rules, command_id, body, salt) on entry to shaoying_desk;
grant select on entry to shaoying_desk, shaoying_reader, shaoying_sequencer;
grant insert (district, story, version) on ledger_queue to shaoying_desk;
grant select, delete on ledger_queue to shaoying_sequencer;
grant insert on place to shaoying_sequencer;
grant select on place to shaoying_sequencer, shaoying_reader;
grant select, insert, update on bookmark to shaoying_sequencer;
grant select on bookmark, ledger_queue to shaoying_reader;
grant insert (district, command_id, body_hash, answer) on receipt to shaoying_desk;
grant select, delete on receipt to shaoying_desk;

grant select, insert, update on case_card, whistle_card, registry_card to shaoying_desk;
grant select, insert, delete on party to shaoying_desk;
grant select, insert, update, delete on todo to shaoying_desk;
grant select on case_card, whistle_card, registry_card, party, todo to shaoying_reader, shaoying_sequencer;

grant select, insert, update, delete on errand to shaoying_desk;
grant select on errand to shaoying_reader;
grant select, insert on notice to shaoying_desk;
grant select on notice, notice_seen to shaoying_reader;
grant select, insert, update on notice_seen to shaoying_desk;
grant select, insert, update on number_block, letter_number to shaoying_desk;
grant select, insert, update on registry_row to shaoying_desk;
grant select, insert, update on calendar_year to shaoying_desk;
grant select on registry_row, calendar_year to shaoying_reader, shaoying_sequencer, shaoying_door;

grant insert (district, story, id, words) on content to shaoying_desk;
grant select on content to shaoying_reader, shaoying_sequencer;
grant insert (district, story, id, name, type, bytes, sha256, person) on file to shaoying_desk;
grant select on file to shaoying_reader, shaoying_desk;
grant select, insert, delete on search_token to shaoying_sequencer;
grant select, insert, update, delete on tally_case to shaoying_sequencer;
grant select on search_token to shaoying_reader;
grant select, insert, delete on tally_street, tally_category, tally_channel, tally_unit to shaoying_sequencer;
grant select on tally_street, tally_category, tally_channel, tally_unit to shaoying_reader;

grant insert (district, story, ref, name, phone, address) on vault.requester to shaoying_desk;
grant select on vault.requester to shaoying_vault;
grant insert (district, story, ref, person, post, purpose), select on vault.look to shaoying_vault;
grant select, insert, update on door.person, door.account, door.link to shaoying_door;
grant select, insert, update, delete on door.session to shaoying_door;
