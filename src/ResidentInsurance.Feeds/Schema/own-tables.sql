-- What the event store needs besides Marten's tables.

-- Ends a transaction whose stream is no longer at the version that was read, before it draws event numbers.
create or replace function stream_version_conflict() returns boolean
language plpgsql as
$$
begin
    raise exception 'stream version conflict' using errcode = 'serialization_failure';
end
$$;

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
    type varchar not null,
    body text not null,
    cause varchar not null,
    first_seen timestamptz not null,
    last_seen timestamptz not null,
    times integer not null default 1,
    constraint poison_item_once unique (source, event_id)
);
