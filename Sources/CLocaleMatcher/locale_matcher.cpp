#include "locale_matcher.h"
