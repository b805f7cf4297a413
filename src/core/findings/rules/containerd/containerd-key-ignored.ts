import type { ConfigWarning } from '../../../../model/containerd/containerd-config.ts';
import { editDistance } from '../../../edit-distance.ts';
import type { Rule } from '../../context.ts';
import { writtenAt } from './containerd-config-refused.ts';

/** Keys that decide what a handler runs. */
const decisive = ['runtime_type', 'runtime_path', 'base_runtime_spec', 'sandboxer', 'snapshotter', 'options', 'path'];

/** A key in the section of CRI or of the opt plugin is not known to containerd 2.x, which ignores it with a warning. */
export const containerdKeyIgnored: Rule = {
  check({ observation: { containerdConfig } }) {
    const warnings = containerdConfig?.inForce.warnings ?? [];
    return warnings.flatMap((warning) => {
      const { plugin = '', key = [], at, text } = warning;
      if (at === undefined || !ofInterest.test(plugin) || !isWhole(warning, warnings)) return [];
      const written = key.at(-1) ?? '';
      const meant = decisive.find((known) => editDistance(written, known, 3) !== undefined);
      const advice = meant === undefined ? 'Move or remove the key' : `Write "${meant}" if that is meant`;
      const message = `${text} "${plugin}": ${JSON.stringify(key.join('.'))}`;
      return [{ severity: 'low', subject: writtenAt(at), message, advice: [{ text: advice, file: at.file }] }];
    });
  },
};

const ofInterest = /^io\.containerd\.(?:cri\.v1\.runtime|grpc\.v1\.cri|internal\.v1\.opt)$/;

/** containerd warns of every key below an unknown one; one of them is enough. */
function isWhole({ key = [], plugin }: ConfigWarning, all: readonly ConfigWarning[]): boolean {
  return !all.some(
    (other) =>
      other.plugin === plugin &&
      other.key !== undefined &&
      other.key.length < key.length &&
      other.key.every((part, at) => part === key[at]),
  );
}
