import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { cpus, hostname, tmpdir } from 'node:os';
import { join } from 'node:path';

/** A Slurm of one node on loopback: a controller and a node daemon, without accounting and cgroups. */
export interface SlurmNode {
  /** What the commands of Slurm need in their environment. */
  readonly env: { readonly SLURM_CONF: string };
  command(name: string, ...args: string[]): string;
  /** Ends the controller; what it knows is kept. */
  stopController(): void;
  startController(): Promise<void>;
  stop(): Promise<void>;
}

/** Why Slurm cannot be had here; null when it can. */
export function slurmIsMissing(): string | null {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'Slurm needs root here';
  for (const program of ['slurmctld', 'slurmd', 'munge']) {
    try {
      execFileSync('which', [program], { stdio: 'ignore', env: { ...process.env, PATH: path() } });
    } catch {
      return `${program} is not installed`;
    }
  }
  return null;
}

/** Starts a node with two processors and a counted GPU on which nothing is computed. */
export async function startSlurm(): Promise<SlurmNode> {
  const folder = mkdtempSync(join(tmpdir(), 'infoplane-slurm-'));
  const host = hostname().split('.')[0]!;
  for (const name of ['state', 'spool']) mkdirSync(join(folder, name));
  const conf = join(folder, 'slurm.conf');
  writeFileSync(conf, configuration(folder, host, await freePort(), await freePort()));
  writeFileSync(join(folder, 'gres.conf'), `NodeName=${host} Name=gpu File=/dev/null\n`);
  const env = { SLURM_CONF: conf };
  const command = (name: string, ...args: string[]) =>
    execFileSync(name, args, { env: { ...process.env, PATH: path(), ...env }, encoding: 'utf8' });
  startMunge();
  const startController = async () => {
    spawn('slurmctld', ['-i', '-f', conf], { stdio: 'ignore', env: { ...process.env, PATH: path() } });
    await until(() => command('sinfo', '-h').length > 0, `the controller does not answer; see ${folder}`);
  };
  await startController();
  spawn('slurmd', ['-f', conf], { stdio: 'ignore', env: { ...process.env, PATH: path() } });
  await until(
    () => command('sinfo', '-h', '-o', '%t').includes('idle'),
    `the node is not idle; see ${folder}`,
  );
  const stopDaemon = (name: string) => {
    const id = Number(readFileSync(join(folder, `${name}.pid`), 'utf8'));
    process.kill(id, 'SIGTERM');
  };
  return {
    env,
    command,
    startController,
    stopController: () => stopDaemon('slurmctld'),
    async stop() {
      for (const name of ['slurmd', 'slurmctld']) {
        try {
          stopDaemon(name);
        } catch {
          // it has ended already
        }
      }
      // the controller writes its state as it ends, and removes its pid file last
      for (let look = 0; look < 50 && existsSync(join(folder, 'slurmctld.pid')); look++)
        await new Promise((resolve) => setTimeout(resolve, 100));
      rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 250 });
    },
  };
}

function path(): string {
  return `${process.env.PATH}:/usr/sbin:/sbin`;
}

function startMunge(): void {
  try {
    execFileSync('munge', ['-n'], { stdio: 'ignore' });
  } catch {
    execFileSync('service', ['munge', 'start'], { stdio: 'ignore' });
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}

async function until(test: () => boolean, message: string): Promise<void> {
  for (let tries = 0; tries < 150; tries++) {
    try {
      if (test()) return;
    } catch {
      // not yet
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(message);
}

function configuration(folder: string, host: string, controllerPort: number, nodePort: number): string {
  return `ClusterName=infoplane
SlurmctldHost=${host}(127.0.0.1)
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=cred_expire=5
MpiDefault=none
ProctrackType=proctrack/linuxproc
TaskPlugin=task/affinity
ReturnToService=2
SlurmctldPort=${controllerPort}
SlurmdPort=${nodePort}
StateSaveLocation=${folder}/state
SlurmdSpoolDir=${folder}/spool
SlurmctldPidFile=${folder}/slurmctld.pid
SlurmdPidFile=${folder}/slurmd.pid
SlurmctldLogFile=${folder}/slurmctld.log
SlurmdLogFile=${folder}/slurmd.log
SchedulerType=sched/backfill
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
KillWait=5
MinJobAge=300
GresTypes=gpu
NodeName=${host} NodeAddr=127.0.0.1 CPUs=${cpus().length} RealMemory=2000 Gres=gpu:1 State=UNKNOWN
PartitionName=gpu Nodes=${host} Default=YES MaxTime=INFINITE State=UP
`;
}
