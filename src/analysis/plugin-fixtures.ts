import type { Fixture } from './facts.ts';
import type { PluginFixture } from './fixtures.ts';

type Scope = Fixture['scope'];

/**
 * What well-known plugins bring, by distribution and scope. Where a version matters, the current one counts.
 * Source: the plugins' own modules, read in 2026: _pytest, pytest_asyncio/plugin.py, anyio/pytest_plugin.py, pytest_mock/plugin.py,
 * pytest_django/{fixtures,plugin}.py, celery/contrib/pytest.py, xdist/plugin.py, pytest_playwright.py, faker/contrib/pytest/plugin.py …
 */
const table: Readonly<Record<string, Partial<Readonly<Record<Scope, string>>>>> = {
  pytest: {
    function:
      'request monkeypatch tmp_path tmpdir capsys capsysbinary capfd capfdbinary capteesys caplog recwarn cache record_property ' +
      'record_xml_attribute subtests pytester testdir linecomp LineMatcher',
    session: 'pytestconfig tmp_path_factory tmpdir_factory doctest_namespace record_testsuite_property',
  },
  'pytest-asyncio': {
    function: 'event_loop unused_tcp_port unused_udp_port',
    session: 'event_loop_policy unused_tcp_port_factory unused_udp_port_factory',
  },
  anyio: {
    function: 'anyio_backend_name anyio_backend_options free_tcp_port free_udp_port',
    module: 'anyio_backend',
    session: 'free_tcp_port_factory free_udp_port_factory',
  },
  'pytest-mock': {
    function: 'mocker',
    class: 'class_mocker',
    module: 'module_mocker',
    package: 'package_mocker',
    session: 'session_mocker',
  },
  'pytest-xdist': { session: 'worker_id testrun_uid' },
  'pytest-django': {
    function:
      'db transactional_db client async_client rf async_rf settings admin_user admin_client mailoutbox django_user_model ' +
      'django_username_field django_db_reset_sequences django_db_serialized_rollback django_assert_num_queries ' +
      'django_assert_max_num_queries django_capture_on_commit_callbacks django_mail_dnsname django_mail_patch_dns',
    session:
      'live_server django_db_setup django_db_blocker django_test_environment django_db_modify_db_settings django_db_keepdb ' +
      'django_db_createdb django_db_use_migrations django_db_modify_db_settings_xdist_suffix ' +
      'django_db_modify_db_settings_tox_suffix django_db_modify_db_settings_parallel_suffix',
  },
  'pytest-flask': {
    function: 'client client_class config mimetype accept_mimetype accept_json accept_jsonp accept_any',
    dynamic: 'live_server',
  },
  'pytest-httpx': { function: 'httpx_mock' },
  respx: { function: 'respx_mock' },
  'requests-mock': { function: 'requests_mock' },
  'pytest-responses': { function: 'responses' },
  'pytest-httpserver': {
    function: 'httpserver httpserver_ipv4 httpserver_ipv6',
    session: 'make_httpserver httpserver_listen_address httpserver_ssl_context',
  },
  'pytest-aiohttp': { function: 'aiohttp_client aiohttp_server aiohttp_raw_server aiohttp_client_cls' },
  aiohttp: {
    function:
      'aiohttp_client aiohttp_server aiohttp_raw_server aiohttp_client_cls aiohttp_unused_port loop proactor_loop unused_port ' +
      'test_client test_server raw_test_server',
  },
  aioresponses: { function: 'aioresponses' },
  'pytest-freezer': { function: 'freezer' },
  'time-machine': { function: 'time_machine' },
  // `faker` was session-scoped up to version 4.
  faker: { dynamic: 'faker', session: '_session_faker' },
  'pytest-benchmark': { function: 'benchmark benchmark_weave' },
  syrupy: { function: 'snapshot' },
  'pytest-playwright': {
    function: 'page context new_context output_path',
    session:
      'playwright browser browser_type browser_name browser_channel launch_browser browser_type_launch_args browser_context_args ' +
      'connect_options is_chromium is_firefox is_webkit device',
  },
  'pytest-base-url': { session: 'base_url' },
  celery: {
    function: 'celery_app celery_worker depends_on_current_app',
    session:
      'celery_session_app celery_session_worker celery_config celery_parameters celery_worker_parameters celery_worker_pool ' +
      'celery_enable_logging celery_includes celery_class_tasks use_celery_app_trap',
  },
  'pytest-socket': { function: 'socket_disabled socket_enabled' },
};

const byName = new Map<string, PluginFixture[]>();

/** The plugin fixture of a name; of several plugins the one that the project has installed. */
export function pluginFixture(name: string, distributions: readonly string[]): PluginFixture | undefined {
  if (byName.size === 0) fill();
  const candidates = byName.get(name);
  return candidates?.find(({ plugin }) => distributions.includes(plugin)) ?? candidates?.[0];
}

function fill(): void {
  for (const [plugin, scopes] of Object.entries(table)) {
    for (const [scope, names] of Object.entries(scopes)) {
      if (!isScope(scope)) continue;
      for (const name of names.split(' ')) byName.set(name, [...(byName.get(name) ?? []), { name, scope, plugin }]);
    }
  }
}

function isScope(text: string): text is Scope {
  return ['function', 'class', 'module', 'package', 'session', 'dynamic'].includes(text);
}
