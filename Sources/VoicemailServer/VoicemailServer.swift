// VoicemailServer
