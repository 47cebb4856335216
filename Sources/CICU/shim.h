#include <unicode/uloc.h>
