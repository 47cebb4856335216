#include "hash_memory.h"
