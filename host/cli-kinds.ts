// The kinds of record that are drift's own: plugins may list them by name.
import { approvalKind } from '../records/approval.ts'
import { deviationKind } from '../records/deviation.ts'
import { evidenceKind } from '../records/evidence.ts'
import { lessonKind } from '../records/lesson.ts'
import { overrideKind } from '../records/override.ts'
import { reportKind } from '../records/report.ts'
import { requestKind } from '../records/request.ts'
import { reviewKind } from '../records/review.ts'
import type { Kind } from './plugin.ts'

export const driftKinds: readonly Kind[] = [approvalKind, deviationKind, evidenceKind, lessonKind, overrideKind, reportKind, requestKind, reviewKind]
