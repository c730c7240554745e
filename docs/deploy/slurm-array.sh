#!/usr/bin/env bash
#SBATCH --job-name=msixray
#SBATCH --array=1-8
#SBATCH --cpus-per-task=4
#SBATCH --mem=4G
#SBATCH --output=%x-%A_%a.log
# One part of the fleet each: --shard auto reads SLURM_ARRAY_TASK_ID and SLURM_ARRAY_TASK_COUNT. Afterwards:
#   sbatch --dependency=afterany:JOB --wrap 'msixray merge RESULTS/part-*.ndjson -f html=RESULTS/summary.html'
set -uo pipefail
logs=${LOGS:-/srv/logs}
results=${RESULTS:-$PWD/results}
mkdir -p "$results"
msixray scan --shard auto --jobs "${SLURM_CPUS_PER_TASK:-4}" \
  --state "$results/state-$SLURM_ARRAY_TASK_ID" \
  -f ndjson="$results/part-$SLURM_ARRAY_TASK_ID.ndjson" "$logs"
status=$?
# 1 (findings) and 3 (a file could not be read) are results; a task that was killed is none.
case $status in 0 | 1 | 3) exit 0 ;; *) exit "$status" ;; esac
