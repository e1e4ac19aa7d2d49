alter domain label set not null;
