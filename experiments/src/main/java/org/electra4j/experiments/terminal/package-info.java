/** What a person sees while a command works: lines, live blocks, progress, and numbers in words. Writes where it is told to. */
package org.electra4j.experiments.terminal;
