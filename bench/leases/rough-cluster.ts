/** What is simulated. Times in seconds. */
export interface ClusterSettings {
  readonly stages: number;
  readonly workers: number;
  /** Mean length of a stage; they differ by half of it. */
  readonly length: number;
  /** Workers that die at any of their calls, as a share of the calls. */
  readonly deaths: number;
  /** Workers that stand still for two minutes, as a share of the stages. */
  readonly standstills: number;
  /** Stages that kill whoever runs them. */
  readonly deadly: number;
  /** After which a worker leaves and comes back, as at a time limit. */
  readonly limit: number;
  /** Of the file system: median way to it and back, time for a call, longest lateness of what others see. */
  readonly latency: number;
  readonly service: number;
  readonly staleness: number;
  /** Share of the files made whose maker is told that they were there already. */
  readonly lostAnswers: number;
  /** Share of the calls whose answers come up to half a minute late, past those to later ones. */
  readonly slowAnswers: number;
  /** The file system is away for `outage` every `outageEvery`; who waits is served within 20 seconds then, in any order. */
  readonly outage: number;
  readonly outageEvery: number;
  /** Share of the calls after which a worker, working or watching, is stopped for two minutes. */
  readonly stops: number;
  /** Machines whose way to the file system is cut for two minutes while they go on, as a share of the stages. */
  readonly cuts: number;
  readonly seed: number;
}

/** A cluster on which much goes wrong: all but its size. */
export const roughCluster = {
  deaths: 2e-4,
  standstills: 0.01,
  deadly: 5,
  limit: 1800,
  latency: 0.02,
  service: 0.0001,
  staleness: 3,
  lostAnswers: 0.002,
  slowAnswers: 0.001,
  outage: 0,
  outageEvery: 0,
  stops: 1e-5,
  cuts: 0.005,
};
