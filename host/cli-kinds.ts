// The kinds of record that are drift's own: plugins may list them by name.
import { approvalKind } from '../records/approval.ts'
import { overrideKind } from '../records/override.ts'
import type { Kind } from './plugin.ts'

export const driftKinds: readonly Kind[] = [approvalKind, overrideKind]
