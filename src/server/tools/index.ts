import type { Tool } from '../define-tool.ts';
import { analyzeTests } from './analyze-tests.ts';
import { applyFixes } from './apply-fixes.ts';
import { checkEscalation } from './check-escalation.ts';
import { diagnoseFailure } from './diagnose-failure.ts';
import { findPolluterTool } from './find-polluter.ts';
import { getPattern } from './get-pattern.ts';
import { requestApproval } from './request-approval.ts';
import { searchPatterns } from './search-patterns.ts';
import { suggestFixes } from './suggest-fixes.ts';
import { undoFixes } from './undo-fixes.ts';
import { verifyTests } from './verify-tests.ts';

/** In the order in which a model meets them. */
export const tools: readonly Tool[] = [
  searchPatterns,
  getPattern,
  analyzeTests,
  suggestFixes,
  applyFixes,
  undoFixes,
  diagnoseFailure,
  verifyTests,
  findPolluterTool,
  checkEscalation,
  requestApproval,
];
