-- What a service needs besides Marten's tables.

-- The ranges (after, up_to] of sources' feeds that have taken effect here.
create table if not exists applied_range (
    source varchar not null,
    after bigint not null,
    up_to bigint not null,
    constraint applied_range_is_a_range check (after < up_to)
);

create index if not exists applied_range_source_after on applied_range (source, after);

-- Items of sources' feeds that could not be read or decided.
create table if not exists poison_item (
    id bigint generated always as identity constraint poison_item_pk primary key,
    source varchar not null,
    event_id uuid not null,
    stream varchar not null,
    version bigint not null,
    recorded_at timestamptz not null,
    type varchar not null,
    body text not null,
    cause varchar not null,
    first_seen timestamptz not null,
    last_seen timestamptz not null,
    times integer not null default 1,
    constraint poison_item_once unique (source, event_id)
);

-- Room on the page: a new version of a stream's row then needs no new index entry.
alter table mt_streams set (fillfactor = 75);

-- Projections that are being rebuilt: their rows are not whole until they are gone from here.
create table if not exists projection_rebuild (
    projection varchar not null constraint projection_rebuild_pk primary key,
    started_at timestamptz not null
);

-- Written to see whether writing is possible.
create table if not exists write_probe (
    id integer not null constraint write_probe_pk primary key,
    at timestamptz not null
);
