#ifndef FLEDGE_COPENBLAS_SHIM_H
#define FLEDGE_COPENBLAS_SHIM_H

#include <cblas.h>

// LAPACK's solver for symmetric positive definite systems. Debian ships its C header with another
// library, so the one routine in use is declared here.
void dposv_(const char *uplo, const int *n, const int *nrhs, double *a, const int *lda, double *b,
            const int *ldb, int *info);

#endif
