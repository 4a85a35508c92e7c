import type { Dataset } from '../contract/dataset.ts';
import type { RecordedData, StageData } from '../contract/stage-data.ts';

/** The samples that a network is trained on. @throws Error for a recording */
export function samplesIn(data: StageData): Dataset {
  if ('recording' in data) throw new Error('a network cannot be trained on captures');
  return data;
}

/** The captures that were recorded. @throws Error for a data set */
export function recordingIn(data: StageData): RecordedData {
  if (!('recording' in data)) throw new Error('a data set holds no captures');
  return data;
}
