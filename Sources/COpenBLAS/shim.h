#ifndef MILLRACE_COPENBLAS_SHIM_H
#define MILLRACE_COPENBLAS_SHIM_H

#include <cblas.h>

#if defined(__GLIBC__)
#include <gnu/libc-version.h>
#endif

#endif
