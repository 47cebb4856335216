#ifndef FILE_PAGES_H
#define FILE_PAGES_H

/// Lets go of what was read so far of the program's file and the libraries', such as the data of all languages that a start
/// goes through. It comes back, from the file, where it is read again.
void file_pages_release(void);

#endif
