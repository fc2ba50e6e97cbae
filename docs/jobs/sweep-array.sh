#!/usr/bin/env bash
#SBATCH --job-name=electra-sweep
#SBATCH --array=0-7
#SBATCH --cpus-per-task=8
#SBATCH --mem=8G
#SBATCH --time=12:00:00
#SBATCH --signal=TERM@120
#
# A sweep by the tasks of a Slurm array, which share its folder:
#
#   sbatch docs/jobs/sweep-array.sh my-texts/ /shared/generator-size --preset standard
#
# Two minutes before the time is over each saves what it is at; submitted again, the job goes on.
set -u
texts=$1 out=$2
shift 2

srun "${ELECTRA:-./electra}" sweep generator-size --corpus "$texts" --out "$out" --index "$SLURM_ARRAY_TASK_ID" \
  --of "$SLURM_ARRAY_TASK_COUNT" --threads "${SLURM_CPUS_PER_TASK:-1}" "$@"
code=$?
# 75: other tasks are at work on what is left.
[[ $code == 75 ]] || exit $code
