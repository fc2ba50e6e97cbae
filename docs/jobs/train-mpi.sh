#!/usr/bin/env bash
#SBATCH --job-name=electra-train
#SBATCH --ntasks=4
#SBATCH --cpus-per-task=8
#SBATCH --mem-per-cpu=1G
#SBATCH --time=24:00:00
#SBATCH --signal=TERM@120
#
# One model by four processes, on one machine or several:
#
#   sbatch docs/jobs/train-mpi.sh my-texts/ runs/small --preset small
#
# The weights are those that one process would train with shards=4. Submitted again, the job goes on from its last checkpoint.
set -u
texts=$1 out=$2
shift 2

srun "${ELECTRA:-./electra}" pretrain --corpus "$texts" --out "$out" --set shards="$SLURM_NTASKS" --threads "${SLURM_CPUS_PER_TASK:-1}" "$@"
