-- The tables that Marten 9 creates for string stream ids with metadata on. Columns, types and names stay as they
-- are: Marten, opened on this schema, reads them, and what we need besides lives in tables of our own.
create table if not exists mt_streams (
    id varchar not null constraint pkey_mt_streams_id primary key,
    type varchar,
    version bigint,
    timestamp timestamptz not null default now(),
    created timestamptz not null default now(),
    tenant_id varchar not null default '*DEFAULT*',
    is_archived bool not null default false
) with (fillfactor = 75); -- room on the page: a new version of a row then needs no new index entry

create table if not exists mt_events (
    seq_id bigint not null constraint pkey_mt_events_seq_id primary key,
    id uuid not null,
    stream_id varchar not null
        constraint fkey_mt_events_stream_id references mt_streams (id) on delete cascade,
    version bigint not null,
    data jsonb not null,
    bdata bytea,
    type varchar(500) not null,
    timestamp timestamptz not null default now(),
    tenant_id varchar not null default '*DEFAULT*',
    mt_dotnet_type varchar,
    correlation_id varchar,
    causation_id varchar,
    headers jsonb,
    is_archived bool not null default false
);

create unique index if not exists pk_mt_events_stream_and_version on mt_events (stream_id, version);

create sequence if not exists mt_events_sequence owned by mt_events.seq_id;

create table if not exists mt_event_progression (
    name varchar not null constraint pk_mt_event_progression primary key,
    last_seq_id bigint,
    last_updated timestamptz default transaction_timestamp()
);

-- Marten's daemon keeps its high-water mark through this function.
create or replace function mt_mark_event_progression(name varchar, last_encountered bigint) returns void
language sql as
$$
insert into mt_event_progression values ($1, $2, transaction_timestamp())
on conflict (name) do update set last_seq_id = excluded.last_seq_id, last_updated = excluded.last_updated;
$$;
