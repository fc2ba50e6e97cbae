/**
 * Kernels over off-heap floats: matrix products, attention, row operations, the optimizer's arithmetic, random words.
 *
 * <p>The only package that uses the Vector API. It knows floats, rows, lanes and threads, and nothing of language models. Every kernel
 * gives the same bits whatever the number of threads, the vector width, and whether it runs interpreted or compiled.
 */
package org.electra4j.simd;
