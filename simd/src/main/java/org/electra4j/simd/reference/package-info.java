/** What each kernel means (double precision) and which bits it gives (scalar float): plain, slow, and the judges of the fast ones. */
package org.electra4j.simd.reference;
