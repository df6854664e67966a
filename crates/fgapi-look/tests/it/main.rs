//! What this room promises its doors.
