#ifndef CUT_MAPPING_H
#define CUT_MAPPING_H

/// From now on the process lives on where a file that SQLite has mapped (`-shm`) is cut short under it: what was in the part that is
/// gone reads as zeros, which SQLite takes for an index that is still to be made. Who uses it must look at the file's length
/// before anything counts. Other files that are cut end the process as before.
void cut_mapping_survive(void);

#endif
