// Prompts
