/** The pattern library: load, validate, index and search pattern documents. */
export type { PatternDocument, PatternSummary } from './document.ts';
export {
  bundledPatternsDir,
  loadPatterns,
  type PatternLibrary,
  type PatternQuery,
  type PatternSource,
} from './library.ts';
export { type LibraryChange, LivingLibrary } from './living-library.ts';
export type { Section } from './markdown.ts';
export type { PatternProblem } from './problem.ts';
export { SeenSkills } from './seen-skills.ts';
export {
  type EscalationTrigger,
  isSkillFile,
  parseSkill,
  readSkillFile,
  type Skill,
  type SkillResult,
} from './skill.ts';
export { type PatternAddress, parsePatternUri, uriOf } from './uri.ts';
export {
  CAUSES,
  FRAMEWORKS,
  LANGUAGES,
  type PatternCause,
  type PatternFramework,
  type PatternLanguage,
  type PatternTopic,
  SECTIONS,
  TOPICS,
} from './vocabulary.ts';
