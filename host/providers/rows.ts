// The CI systems that tell by variables, a row each. What a row says was looked up where its `source` says, or stands in `unverified`.
import { DriftError } from '../error.ts'
import { byVariables, type Row } from './variables.ts'

const ofMachines = ['AWS CodeBuild']

const rows: readonly Row[] = [
  {
    name: 'GitLab', mark: 'GITLAB_CI', over: ofMachines, event: 'CI_PIPELINE_SOURCE',
    // CI_MERGE_REQUEST_DIFF_BASE_SHA keeps its value when a merge request is aimed at another branch (gitlab#442031).
    pull: { when: 'CI_MERGE_REQUEST_IID', target: 'CI_MERGE_REQUEST_TARGET_BRANCH_NAME', base: 'CI_MERGE_REQUEST_DIFF_BASE_SHA', head: ['CI_MERGE_REQUEST_SOURCE_BRANCH_SHA', 'CI_COMMIT_SHA'], number: 'CI_MERGE_REQUEST_IID', called: 'merge request !' },
    push: { when: ['CI_PIPELINE_SOURCE', /^push$/], branch: 'CI_COMMIT_BRANCH', head: 'CI_COMMIT_SHA', before: 'CI_COMMIT_BEFORE_SHA' },
    tag: 'CI_COMMIT_TAG', trunk: 'CI_DEFAULT_BRANCH', full: 'variables: { GIT_DEPTH: "0" }, in the job',
    refuse: ({ CI_MERGE_REQUEST_PROJECT_ID: target, CI_PROJECT_ID: here }) => (target && here && target !== here
      ? new DriftError('this pipeline runs in a fork: its origin is not the repository that the merge request aims at, so neither policy nor approvals of that one are here', 'Run it in the parent project: merge request, Pipelines, Run pipeline.', 3) : undefined),
    remark: 'merged results and merge trains: `CI_COMMIT_SHA` is a merge that GitLab made, and the source branch is judged',
    source: 'docs.gitlab.com/ci/variables/predefined_variables, gitlab#12850, gitlab#442031',
  },
  {
    name: 'Gerrit', mark: 'GERRIT_PROJECT', over: ['Jenkins'], event: 'GERRIT_EVENT_TYPE',
    pull: { when: 'GERRIT_PATCHSET_REVISION', target: 'GERRIT_BRANCH', head: 'GERRIT_PATCHSET_REVISION', number: 'GERRIT_CHANGE_NUMBER', actor: 'GERRIT_CHANGE_OWNER_USERNAME', called: 'change ' },
    push: { when: ['GERRIT_EVENT_TYPE', /^ref-updated$/], branch: 'GERRIT_REFNAME', head: 'GERRIT_NEWREV', before: 'GERRIT_OLDREV' },
    full: 'no shallow clone among the additional behaviours of the Git plugin',
    remark: 'changes that it depends on are judged with it',
    source: 'jenkinsci/gerrit-trigger-plugin GerritTriggerParameters.java (57096fe, 2026-06-24)', unverified: 'whether `GERRIT_REFNAME` begins with `refs/heads/` (both are understood)',
  },
  {
    name: 'Jenkins', mark: 'JENKINS_URL',
    pull: { when: 'CHANGE_ID', target: 'CHANGE_TARGET', number: 'CHANGE_ID', actor: 'CHANGE_AUTHOR' },
    push: { branch: 'BRANCH_NAME', head: 'GIT_COMMIT', before: 'GIT_PREVIOUS_SUCCESSFUL_COMMIT', since: 'the last successful build' },
    tag: 'TAG_NAME', full: 'cloneOption(shallow: false), among the extensions of checkout scmGit(…)',
    // With Bitbucket Branch Source a fork's clone has the fork as origin, and the target's repository as upstream.
    remote: ({ CHANGE_FORK: fork }) => (fork ? 'upstream' : undefined),
    remark: 'multibranch only; by the merge strategy a merge that Jenkins made is checked out, and is judged as a merge',
    source: 'jenkinsci/branch-api-plugin BranchNameContributor.java (e73a56d, 2026-05-25), jenkinsci/git-plugin README (add6e4d, 2026-08-10), jenkinsci/bitbucket-branch-source-plugin (8fdcfe1, 2026-08-22)',
  },
  {
    name: 'Bitbucket', mark: 'BITBUCKET_BUILD_NUMBER',
    pull: { when: 'BITBUCKET_PR_ID', target: 'BITBUCKET_PR_DESTINATION_BRANCH', base: 'BITBUCKET_PR_DESTINATION_COMMIT', head: 'BITBUCKET_COMMIT', number: 'BITBUCKET_PR_ID' },
    push: { branch: 'BITBUCKET_BRANCH', head: 'BITBUCKET_COMMIT' },
    tag: 'BITBUCKET_TAG', full: 'clone: { depth: full }, at the top or in the step',
    remark: 'ids may be short; a merge that Bitbucket made is checked out',
    source: 'support.atlassian.com/bitbucket-cloud/docs/variables-and-secrets, OndraM/ci-detector (recorded environment; 3ecbdd5, 2025-11-21)',
  },
  {
    name: 'CircleCI', mark: 'CIRCLECI',
    push: { branch: 'CIRCLE_BRANCH', head: 'CIRCLE_SHA1' },
    tag: 'CIRCLE_TAG', full: '- checkout: { method: full }',
    remark: 'where a pull request aims elsewhere: `drift ci --base origin/<branch>`',
    source: 'circleci.com/docs/reference/variables (2026-09-29), circleci.com/changelog/introducing-a-faster-checkout-option',
  },
  {
    name: 'Buildkite', mark: 'BUILDKITE', over: ofMachines,
    queue: { when: 'BUILDKITE_MERGE_QUEUE_BASE_COMMIT', base: 'BUILDKITE_MERGE_QUEUE_BASE_COMMIT', head: 'BUILDKITE_COMMIT' },
    pull: { when: 'BUILDKITE_PULL_REQUEST', target: 'BUILDKITE_PULL_REQUEST_BASE_BRANCH', head: 'BUILDKITE_COMMIT', number: 'BUILDKITE_PULL_REQUEST' },
    push: { branch: 'BUILDKITE_BRANCH', head: 'BUILDKITE_COMMIT' },
    tag: 'BUILDKITE_TAG', trunk: 'BUILDKITE_PIPELINE_DEFAULT_BRANCH', full: 'no checkout.depth in the step, and no --depth in BUILDKITE_GIT_CLONE_FLAGS or BUILDKITE_GIT_FETCH_FLAGS of the agent',
    source: 'buildkite/docs data/content/environment_variables.yaml (35cf029, 2026-08-21)',
  },
  {
    name: 'Azure Pipelines', mark: 'TF_BUILD', event: 'BUILD_REASON',
    pull: { when: ['BUILD_REASON', /^PullRequest$/], target: 'SYSTEM_PULLREQUEST_TARGETBRANCH', head: 'SYSTEM_PULLREQUEST_SOURCECOMMITID', number: 'SYSTEM_PULLREQUEST_PULLREQUESTID' },
    push: { when: ['BUILD_REASON', /^(IndividualCI|BatchedCI)$/], branch: 'BUILD_SOURCEBRANCH', head: 'BUILD_SOURCEVERSION' },
    full: 'fetchDepth: 0, below - checkout: self',
    remark: '`BUILD_SOURCEVERSION` is a merge that the forge made',
    source: 'OndraM/ci-detector (recorded environment; 3ecbdd5, 2025-11-21), MicrosoftDocs/azure-devops-docs docs/pipelines/build/includes/variables-hosted.md (08132ed); `SYSTEM_PULLREQUEST_SOURCECOMMITID` is undocumented (azure-devops-docs#4588)',
  },
  {
    name: 'Travis CI', mark: 'TRAVIS', event: 'TRAVIS_EVENT_TYPE',
    pull: { when: 'TRAVIS_PULL_REQUEST', target: 'TRAVIS_BRANCH', head: 'TRAVIS_PULL_REQUEST_SHA', number: 'TRAVIS_PULL_REQUEST' },
    push: { when: ['TRAVIS_EVENT_TYPE', /^push$/], branch: 'TRAVIS_BRANCH', head: 'TRAVIS_COMMIT', before: 'TRAVIS_COMMIT_RANGE' },
    tag: 'TRAVIS_TAG', full: 'git: { depth: false }',
    source: 'travis-ci/docs-travis-ci-com user/environment-variables.md (224f072, 2025-11-18)',
  },
  {
    name: 'Woodpecker', mark: ['CI', /^woodpecker$/], over: ['Drone'], event: 'CI_PIPELINE_EVENT',
    pull: { when: ['CI_PIPELINE_EVENT', /^pull_request(_metadata)?$/], target: 'CI_COMMIT_TARGET_BRANCH', head: 'CI_COMMIT_SHA', number: 'CI_COMMIT_PULL_REQUEST' },
    // CI_PREV_COMMIT_SHA is the pipeline before, which may have been a pull request's: what that one brought would go unjudged.
    push: { when: ['CI_PIPELINE_EVENT', /^push$/], branch: 'CI_COMMIT_BRANCH', head: 'CI_COMMIT_SHA' },
    tag: 'CI_COMMIT_TAG', trunk: 'CI_REPO_DEFAULT_BRANCH', full: 'clone: { git: { image: woodpeckerci/plugin-git, settings: { partial: false, depth: 0 } } }',
    source: 'woodpecker-ci/woodpecker docs/docs/20-usage/50-environment.md (a4cb541, 2026-08-22), woodpecker-ci/plugin-git docs.md (8df6914, 2026-08-05)',
  },
  {
    name: 'Drone', mark: 'DRONE', event: 'DRONE_BUILD_EVENT',
    pull: { when: ['DRONE_BUILD_EVENT', /^pull_request$/], target: 'DRONE_TARGET_BRANCH', head: 'DRONE_COMMIT_SHA', number: 'DRONE_PULL_REQUEST' },
    push: { when: ['DRONE_BUILD_EVENT', /^push$/], branch: 'DRONE_BRANCH', head: 'DRONE_COMMIT_SHA', before: 'DRONE_COMMIT_BEFORE' },
    trunk: 'DRONE_REPO_BRANCH', full: 'clone: { depth: 0 }',
    remark: 'a merge that Drone made is checked out',
    source: 'drone/docs content/pipeline/environment/reference (d89a395, 2026-04-27), drone/drone-git posix/clone-pull-request (39d233b)',
  },
  {
    name: 'AppVeyor', mark: 'APPVEYOR',
    pull: { when: 'APPVEYOR_PULL_REQUEST_NUMBER', target: 'APPVEYOR_REPO_BRANCH', head: 'APPVEYOR_PULL_REQUEST_HEAD_COMMIT', number: 'APPVEYOR_PULL_REQUEST_NUMBER' },
    push: { branch: 'APPVEYOR_REPO_BRANCH', head: 'APPVEYOR_REPO_COMMIT' },
    tag: 'APPVEYOR_REPO_TAG', full: 'shallow_clone: false, and no clone_depth',
    source: 'appveyor/website src/docs/environment-variables.md (d59487f, 2026-07-17)',
  },
  {
    name: 'Cirrus CI', mark: 'CIRRUS_CI',
    pull: { when: 'CIRRUS_PR', target: 'CIRRUS_BASE_BRANCH', base: 'CIRRUS_BASE_SHA', head: 'CIRRUS_CHANGE_IN_REPO', number: 'CIRRUS_PR' },
    push: { branch: 'CIRRUS_BRANCH', head: 'CIRRUS_CHANGE_IN_REPO', before: 'CIRRUS_LAST_GREEN_CHANGE', since: 'the last green build' },
    tag: 'CIRRUS_TAG', trunk: 'CIRRUS_DEFAULT_BRANCH', full: 'env: { CIRRUS_CLONE_DEPTH: 0 }',
    remark: 'the hosted service closed on 1 June 2026',
    source: 'cirruslabs/cirrus-ci-docs docs/guide/writing-tasks.md (9a175e1, 2025-06-16)',
  },
  {
    name: 'Semaphore', mark: 'SEMAPHORE', event: 'SEMAPHORE_GIT_REF_TYPE',
    pull: { when: ['SEMAPHORE_GIT_REF_TYPE', /^pull-request$/], target: 'SEMAPHORE_GIT_BRANCH', head: 'SEMAPHORE_GIT_PR_SHA', number: 'SEMAPHORE_GIT_PR_NUMBER' },
    push: { when: ['SEMAPHORE_GIT_REF_TYPE', /^branch$/], branch: 'SEMAPHORE_GIT_BRANCH', head: 'SEMAPHORE_GIT_SHA', before: 'SEMAPHORE_GIT_COMMIT_RANGE' },
    full: '- checkout --use-cache',
    source: 'semaphoreci/docs docs/ci-cd-environment/environment-variables.md, docs/reference/toolbox-reference.md (8a05039, 2024-10-18)',
  },
  {
    name: 'AWS CodeBuild', mark: 'CODEBUILD_BUILD_ID', event: 'CODEBUILD_WEBHOOK_EVENT',
    pull: { when: ['CODEBUILD_WEBHOOK_EVENT', /^PULL_REQUEST_(CREATED|UPDATED|REOPENED)$/], target: 'CODEBUILD_WEBHOOK_BASE_REF', head: 'CODEBUILD_RESOLVED_SOURCE_VERSION', number: 'CODEBUILD_WEBHOOK_TRIGGER', called: '' },
    push: { when: ['CODEBUILD_WEBHOOK_EVENT', /^PUSH$/], branch: 'CODEBUILD_WEBHOOK_HEAD_REF', head: 'CODEBUILD_RESOLVED_SOURCE_VERSION', before: 'CODEBUILD_WEBHOOK_PREV_COMMIT' },
    full: 'gitCloneDepth: 0, in the source of the project (Git clone depth: Full)',
    remark: 'a GitHub, GitLab or Buildkite runner on CodeBuild counts as what it is',
    source: 'docs.aws.amazon.com/codebuild/latest/userguide/build-env-ref-env-vars, mocaberos/codebuild (recorded environments, 2021), OndraM/ci-detector (recorded environment; 3ecbdd5, 2025-11-21)',
  },
  {
    name: 'TeamCity', mark: 'TEAMCITY_VERSION',
    push: { head: 'BUILD_VCS_NUMBER' },
    full: 'checkoutPolicy = GitVcsRoot.AgentCheckoutPolicy.USE_MIRRORS, in the VCS root (not the shallow clone)',
    remark: 'pull requests: `drift ci --base origin/%teamcity.pullRequest.target.branch%`, since TeamCity gives that parameter to no environment',
    source: 'OndraM/ci-detector (recorded environment; 3ecbdd5, 2025-11-21), jetbrains.com/help/teamcity/pull-requests.html',
  },
]

export const variableProviders = rows.map(byVariables)
