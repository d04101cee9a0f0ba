-- Read off the catalogue of a migrated database; do not edit. Written anew by `npx vitest run apps/server/src/platform/schema.test.ts --update`.

create table door.account (
  login text not null,
  person text not null,
  password text,
  district integer,
  failures integer default 0 not null,
  locked_until timestamp with time zone,
  must_change boolean default false not null,
  demo boolean default false not null,
  administers text[] default '{}'::text[] not null,
  closed_at timestamp with time zone,
  constraint account_person_fkey FOREIGN KEY (person) REFERENCES door.person(id),
  constraint account_pkey PRIMARY KEY (login)
);

create table door.link (
  token_hash bytea not null,
  login text not null,
  expires_at timestamp with time zone not null,
  used_at timestamp with time zone,
  constraint link_login_fkey FOREIGN KEY (login) REFERENCES door.account(login),
  constraint link_pkey PRIMARY KEY (token_hash)
);

create table door.person (
  id text not null,
  name text not null,
  phone text,
  constraint person_pkey PRIMARY KEY (id)
);

create table door.session (
  token_hash bytea not null,
  login text not null,
  post text not null,
  kind text not null,
  created_at timestamp with time zone default now_here() not null,
  seen_at timestamp with time zone default now_here() not null,
  expires_at timestamp with time zone not null,
  revoked_at timestamp with time zone,
  constraint session_kind_check CHECK ((kind = ANY (ARRAY['browser'::text, 'machine'::text]))),
  constraint session_login_fkey FOREIGN KEY (login) REFERENCES door.account(login),
  constraint session_pkey PRIMARY KEY (token_hash)
);

create table public.applied_migration (
  file text not null,
  checksum text not null,
  applied_at timestamp with time zone default now() not null,
  constraint applied_migration_pkey PRIMARY KEY (file)
);

create table public.bookmark (
  district integer not null,
  reader text not null,
  place bigint default 0 not null,
  parked_at timestamp with time zone,
  reason text,
  constraint bookmark_pkey PRIMARY KEY (district, reader)
);

create table public.calendar_year (
  year integer not null,
  published boolean not null,
  days_off jsonb not null,
  days_work jsonb not null,
  source text not null,
  loaded_at timestamp with time zone default now_here() not null,
  constraint calendar_year_pkey PRIMARY KEY (year)
);

create table public.case_card (
  district integer not null,
  story uuid not null,
  version integer not null,
  fold integer not null,
  state jsonb not null,
  number text not null,
  stage text not null,
  step smallint not null,
  case_type text not null,
  channel text not null,
  category text,
  urgency text not null,
  secrecy text not null,
  area text,
  community text,
  street text,
  holder text,
  handler text,
  accused text[] not null,
  due_at timestamp with time zone,
  origins smallint not null,
  whistles smallint not null,
  carried boolean not null,
  summary text not null,
  external text,
  opened_at timestamp with time zone not null,
  changed_at timestamp with time zone not null,
  closed_at timestamp with time zone,
  constraint case_card_pkey PRIMARY KEY (district, story)
);

create table public.clock_here (
  one boolean default true not null,
  simulated boolean not null,
  shift interval default '00:00:00'::interval not null,
  constraint clock_here_one_check CHECK (one),
  constraint clock_here_pkey PRIMARY KEY (one)
);

create table public.content (
  district integer not null,
  story uuid not null,
  id text not null,
  words text not null,
  at timestamp with time zone default now_here() not null,
  constraint content_pkey PRIMARY KEY (district, story, id)
);

create table public.entry (
  district integer not null,
  story uuid not null,
  version integer not null,
  kind text not null,
  type text not null,
  at timestamp with time zone default now_here() not null,
  person text not null,
  unit text not null,
  rules text not null,
  command_id uuid not null,
  body bytea not null,
  salt bytea,
  constraint entry_version_check CHECK ((version > 0)),
  constraint entry_pkey PRIMARY KEY (district, story, version)
);

create table public.errand (
  district integer not null,
  id uuid not null,
  act text not null,
  kind text not null,
  story uuid not null,
  due_at timestamp with time zone not null,
  payload jsonb not null,
  claimed_until timestamp with time zone,
  attempts smallint default 0 not null,
  last_error text,
  dead_at timestamp with time zone,
  constraint errand_act_check CHECK ((act = ANY (ARRAY['ask'::text, 'tell'::text]))),
  constraint errand_pkey PRIMARY KEY (district, id)
);

create table public.file (
  district integer not null,
  story uuid not null,
  id text not null,
  name text not null,
  type text not null,
  bytes bigint not null,
  sha256 bytea not null,
  person text not null,
  at timestamp with time zone default now_here() not null,
  constraint file_pkey PRIMARY KEY (district, story, id)
);

create table public.ledger_queue (
  district integer not null,
  turn bigint generated always as identity not null,
  story uuid not null,
  version integer not null,
  constraint ledger_queue_pkey PRIMARY KEY (district, turn)
);

create table public.letter_number (
  district integer not null,
  unit text not null,
  year integer not null,
  last integer not null,
  constraint letter_number_pkey PRIMARY KEY (district, unit, year)
);

create table public.notice (
  district integer not null,
  id uuid not null,
  unit text default ''::text not null,
  roles text[] default '{}'::text[] not null,
  person text default ''::text not null,
  message text not null,
  about jsonb not null,
  kind text not null,
  story uuid not null,
  at timestamp with time zone not null,
  constraint notice_pkey PRIMARY KEY (district, id)
);

create table public.notice_seen (
  district integer not null,
  person text not null,
  until timestamp with time zone not null,
  constraint notice_seen_pkey PRIMARY KEY (district, person)
);

create table public.number_block (
  district integer not null,
  what text not null,
  next bigint not null,
  constraint number_block_pkey PRIMARY KEY (district, what)
);

create table public.party (
  district integer not null,
  unit text not null,
  kind text not null,
  opened_at timestamp with time zone not null,
  story uuid not null,
  constraint party_pkey PRIMARY KEY (district, unit, kind, opened_at, story)
);

create table public.place (
  district integer not null,
  place bigint not null,
  story uuid not null,
  version integer not null,
  constraint place_place_check CHECK ((place >= 0)),
  constraint place_pkey PRIMARY KEY (district, place),
  constraint place_district_story_version_key UNIQUE (district, story, version)
);

create table public.receipt (
  district integer not null,
  command_id uuid not null,
  body_hash bytea not null,
  answer jsonb not null,
  at timestamp with time zone default now_here() not null,
  constraint receipt_pkey PRIMARY KEY (district, command_id)
);

create table public.registry_card (
  district integer not null,
  story uuid not null,
  version integer not null,
  fold integer not null,
  state jsonb not null,
  changed_at timestamp with time zone not null,
  constraint registry_card_pkey PRIMARY KEY (district, story)
);

create table public.registry_row (
  district integer not null,
  list text not null,
  key text not null,
  from_on date not null,
  until_on date,
  version integer not null,
  body jsonb not null,
  constraint registry_row_check CHECK (((until_on IS NULL) OR (until_on > from_on))),
  constraint registry_row_pkey PRIMARY KEY (district, list, key, from_on)
);

create table public.search_token (
  district integer not null,
  token bigint not null,
  opened_at timestamp with time zone not null,
  story uuid not null,
  constraint search_token_pkey PRIMARY KEY (district, token, opened_at, story)
);

create table public.tally_case (
  district integer not null,
  story uuid not null,
  street text not null,
  category text not null,
  channel text not null,
  constraint tally_case_pkey PRIMARY KEY (district, story)
);

create table public.tally_category (
  district integer not null,
  day date not null,
  key text not null,
  measure text not null,
  part bigint generated always as identity not null,
  n bigint not null,
  constraint tally_category_pkey PRIMARY KEY (district, day, key, measure, part)
);

create table public.tally_channel (
  district integer not null,
  day date not null,
  key text not null,
  measure text not null,
  part bigint generated always as identity not null,
  n bigint not null,
  constraint tally_channel_pkey PRIMARY KEY (district, day, key, measure, part)
);

create table public.tally_street (
  district integer not null,
  day date not null,
  key text not null,
  measure text not null,
  part bigint generated always as identity not null,
  n bigint not null,
  constraint tally_street_pkey PRIMARY KEY (district, day, key, measure, part)
);

create table public.tally_unit (
  district integer not null,
  day date not null,
  key text not null,
  measure text not null,
  part bigint generated always as identity not null,
  n bigint not null,
  constraint tally_unit_pkey PRIMARY KEY (district, day, key, measure, part)
);

create table public.todo (
  district integer not null,
  unit text not null,
  story uuid not null,
  kind text not null,
  what text not null,
  person text default ''::text not null,
  roles text[] not null,
  due_at timestamp with time zone,
  since timestamp with time zone not null,
  constraint todo_pkey PRIMARY KEY (district, story, unit, what, person)
);

create table public.whistle_card (
  district integer not null,
  story uuid not null,
  version integer not null,
  fold integer not null,
  state jsonb not null,
  number text not null,
  letter text,
  level text not null,
  purpose text not null,
  stage text not null,
  street text,
  caller text not null,
  lead text,
  called smallint not null,
  reported smallint not null,
  finished smallint not null,
  due_at timestamp with time zone,
  summary text not null,
  opened_at timestamp with time zone not null,
  changed_at timestamp with time zone not null,
  closed_at timestamp with time zone,
  constraint whistle_card_pkey PRIMARY KEY (district, story)
);

create table vault.look (
  district integer not null,
  story uuid not null,
  turn bigint generated always as identity not null,
  ref text not null,
  person text not null,
  post text not null,
  purpose text not null,
  at timestamp with time zone default now_here() not null,
  constraint look_pkey PRIMARY KEY (district, story, turn)
);

create table vault.requester (
  district integer not null,
  story uuid not null,
  ref text not null,
  name text,
  phone text,
  address text,
  at timestamp with time zone default now_here() not null,
  constraint requester_pkey PRIMARY KEY (district, story, ref)
);

CREATE INDEX case_card_open ON public.case_card USING btree (district, opened_at DESC, story DESC) WHERE (closed_at IS NULL);
CREATE INDEX case_card_open_due ON public.case_card USING btree (district, due_at, story) WHERE ((closed_at IS NULL) AND (due_at IS NOT NULL));
CREATE INDEX case_card_opened ON public.case_card USING btree (district, opened_at DESC, story DESC);
CREATE INDEX case_card_street ON public.case_card USING btree (district, street, opened_at DESC, story DESC);
CREATE INDEX errand_due ON public.errand USING btree (district, due_at, id) WHERE (dead_at IS NULL);
CREATE INDEX notice_person ON public.notice USING btree (district, person, at DESC) WHERE (person <> ''::text);
CREATE INDEX notice_unit ON public.notice USING btree (district, unit, at DESC);
CREATE INDEX party_story ON public.party USING btree (district, story);
CREATE INDEX receipt_refused ON public.receipt USING btree (district, at) WHERE (answer ? 'refused'::text);
CREATE INDEX registry_row_version ON public.registry_row USING btree (district, version);
CREATE INDEX session_login ON door.session USING btree (login);
CREATE INDEX todo_unit ON public.todo USING btree (district, unit, due_at, story);
CREATE INDEX whistle_card_open ON public.whistle_card USING btree (district, due_at, story) WHERE (closed_at IS NULL);
CREATE INDEX whistle_card_opened ON public.whistle_card USING btree (district, opened_at DESC, story DESC);
CREATE INDEX whistle_card_street ON public.whistle_card USING btree (district, street, opened_at DESC, story DESC);
CREATE UNIQUE INDEX case_card_external ON public.case_card USING btree (district, external) WHERE (external IS NOT NULL);
CREATE UNIQUE INDEX case_card_number ON public.case_card USING btree (district, number);
CREATE UNIQUE INDEX whistle_card_number ON public.whistle_card USING btree (district, number);

CREATE OR REPLACE FUNCTION public.create_clock(is_simulated boolean)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
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
end $function$;

CREATE OR REPLACE FUNCTION public.move_clock(forward_to timestamp with time zone)
 RETURNS timestamp with time zone
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$
begin
  if not (select simulated from public.clock_here) then
    raise exception 'this database keeps real time' using errcode = 'SH001';
  end if;
  -- Before the first entry the clock may be set anywhere: that is when a story begins.
  update public.clock_here set shift = case
    when exists (select 1 from public.entry) then greatest(shift, forward_to - transaction_timestamp())
    else forward_to - transaction_timestamp() end;
  return public.now_here();
end $function$;

CREATE OR REPLACE FUNCTION public.now_here()
 RETURNS timestamp with time zone
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$ select date_trunc('milliseconds', transaction_timestamp() + (select shift from clock_here)) $function$;

grant insert, select, update on door.account to shaoying_door;
grant insert, select, update on door.link to shaoying_door;
grant insert, select, update on door.person to shaoying_door;
grant delete, insert, select, update on door.session to shaoying_door;
grant select on public.bookmark to shaoying_reader;
grant insert, select, update on public.bookmark to shaoying_sequencer;
grant insert, select, update on public.calendar_year to shaoying_desk;
grant select on public.calendar_year to shaoying_door;
grant select on public.calendar_year to shaoying_reader;
grant select on public.calendar_year to shaoying_sequencer;
grant insert, select, update on public.case_card to shaoying_desk;
grant select on public.case_card to shaoying_reader;
grant select on public.case_card to shaoying_sequencer;
grant select on public.clock_here to shaoying_desk;
grant select on public.clock_here to shaoying_door;
grant select on public.clock_here to shaoying_reader;
grant select on public.clock_here to shaoying_sequencer;
grant select on public.clock_here to shaoying_vault;
grant select on public.content to shaoying_reader;
grant select on public.content to shaoying_sequencer;
grant select on public.entry to shaoying_desk;
grant select on public.entry to shaoying_reader;
grant select on public.entry to shaoying_sequencer;
grant delete, insert, select, update on public.errand to shaoying_desk;
grant select on public.errand to shaoying_reader;
grant select on public.file to shaoying_desk;
grant select on public.file to shaoying_reader;
grant select on public.ledger_queue to shaoying_reader;
grant delete, select on public.ledger_queue to shaoying_sequencer;
grant insert, select, update on public.letter_number to shaoying_desk;
grant insert, select on public.notice to shaoying_desk;
grant select on public.notice to shaoying_reader;
grant insert, select, update on public.notice_seen to shaoying_desk;
grant select on public.notice_seen to shaoying_reader;
grant insert, select, update on public.number_block to shaoying_desk;
grant delete, insert, select on public.party to shaoying_desk;
grant select on public.party to shaoying_reader;
grant select on public.party to shaoying_sequencer;
grant select on public.place to shaoying_reader;
grant insert, select on public.place to shaoying_sequencer;
grant delete, select on public.receipt to shaoying_desk;
grant insert, select, update on public.registry_card to shaoying_desk;
grant select on public.registry_card to shaoying_reader;
grant select on public.registry_card to shaoying_sequencer;
grant insert, select, update on public.registry_row to shaoying_desk;
grant select on public.registry_row to shaoying_door;
grant select on public.registry_row to shaoying_reader;
grant select on public.registry_row to shaoying_sequencer;
grant select on public.search_token to shaoying_reader;
grant delete, insert, select on public.search_token to shaoying_sequencer;
grant delete, insert, select, update on public.tally_case to shaoying_sequencer;
grant select on public.tally_category to shaoying_reader;
grant delete, insert, select on public.tally_category to shaoying_sequencer;
grant select on public.tally_channel to shaoying_reader;
grant delete, insert, select on public.tally_channel to shaoying_sequencer;
grant select on public.tally_street to shaoying_reader;
grant delete, insert, select on public.tally_street to shaoying_sequencer;
grant select on public.tally_unit to shaoying_reader;
grant delete, insert, select on public.tally_unit to shaoying_sequencer;
grant delete, insert, select, update on public.todo to shaoying_desk;
grant select on public.todo to shaoying_reader;
grant select on public.todo to shaoying_sequencer;
grant insert, select, update on public.whistle_card to shaoying_desk;
grant select on public.whistle_card to shaoying_reader;
grant select on public.whistle_card to shaoying_sequencer;
grant select on vault.look to shaoying_vault;
grant select on vault.requester to shaoying_vault;

grant insert (district, id, story, words) on public.content to shaoying_desk;
grant insert (body, command_id, district, kind, person, rules, salt, story, type, unit, version) on public.entry to shaoying_desk;
grant insert (bytes, district, id, name, person, sha256, story, type) on public.file to shaoying_desk;
grant insert (district, story, version) on public.ledger_queue to shaoying_desk;
grant insert (answer, body_hash, command_id, district) on public.receipt to shaoying_desk;
grant insert (district, person, post, purpose, ref, story) on vault.look to shaoying_vault;
grant insert (address, district, name, phone, ref, story) on vault.requester to shaoying_desk;
