// Announcements
