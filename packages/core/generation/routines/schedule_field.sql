-- The canonical name of a key that applications use for a field of a schedule or a slot; null for
-- a key that nobody knows. Constant.
create or replace function rollcall.schedule_field(p_key text)
returns text
language sql
immutable
parallel safe
set search_path = ''
as $$
  select '{
    "version": "version", "slots": "slots",
    "timezone": "timezone", "timeZone": "timezone", "time_zone": "timezone",
    "id": "id", "subject": "subject",
    "weekday": "weekday", "day_of_week": "weekday", "dayOfWeek": "weekday", "day": "weekday",
    "start_time": "start_time", "startTime": "start_time", "start": "start_time", "time": "start_time",
    "end_time": "end_time", "endTime": "end_time", "end": "end_time",
    "duration_minutes": "duration_minutes", "durationMinutes": "duration_minutes",
    "duration": "duration_minutes",
    "course_id": "course_id", "courseId": "course_id",
    "interval_weeks": "interval_weeks", "intervalWeeks": "interval_weeks",
    "anchor_date": "anchor_date", "anchorDate": "anchor_date",
    "valid_from": "valid_from", "validFrom": "valid_from",
    "valid_to": "valid_to", "validTo": "valid_to"
  }'::jsonb ->> p_key
$$;
