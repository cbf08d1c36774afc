"""Cómo queda `cuentas` al cabo de sus migraciones, en un solo paso para una base nueva."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import cuentas.reloj
import cuentas.temas
from cuentas.migrations._de_una_vez import CrearTablas


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('cuentas', '0001_initial'),
        ('cuentas', '0002_busqueda_de_personas'),
        ('cuentas', '0003_alta_con_el_reloj_unico'),
        ('cuentas', '0004_falla_de_los_avisos'),
        ('cuentas', '0005_sesiones_y_cache_compartida'),
        ('cuentas', '0006_avisos_con_tema'),
        ('cuentas', '0007_identidad_de_los_avisos'),
        ('cuentas', '0008_indice_de_acuses'),
        ('cuentas', '0009_preferencias_de_pantalla'),
        ('cuentas', '0010_suplencias_y_ausencias'),
        ('cuentas', '0011_oficio_de_designacion'),
        ('cuentas', '0012_ordenes_de_auditoria'),
    ]

    dependencies = [
        ('archivos', '0002_revision_por_archivo'),
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        CrearTablas([
            migrations.CreateModel(
                name='Area',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('clave', models.SlugField(unique=True, verbose_name='clave')),
                    ('nombre', models.CharField(max_length=150, verbose_name='nombre')),
                    ('vigente_desde', models.DateField(verbose_name='vigente desde')),
                    ('vigente_hasta', models.DateField(blank=True, null=True, verbose_name='vigente hasta')),
                ],
                options={
                    'verbose_name': 'área dictaminadora',
                    'verbose_name_plural': 'áreas dictaminadoras',
                    'ordering': ['nombre'],
                    'permissions': [('revisar_en_area', 'Opinar en esta área')],
                },
            ),
            migrations.CreateModel(
                name='AreaRequirente',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('nombre', models.CharField(max_length=200, verbose_name='nombre')),
                    ('ente', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='areas_requirentes', to='cuentas.ente')),
                ],
                options={
                    'verbose_name': 'área requirente',
                    'verbose_name_plural': 'áreas requirentes',
                    'ordering': ['nombre'],
                    'constraints': [models.UniqueConstraint(fields=('ente', 'nombre'), name='area_requirente_unica')],
                },
            ),
            migrations.CreateModel(
                name='Ente',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('siglas', models.CharField(max_length=20, unique=True, verbose_name='siglas')),
                    ('nombre', models.CharField(max_length=200, verbose_name='nombre')),
                    ('naturaleza', models.CharField(choices=[('dependencia', 'Dependencia'), ('entidad', 'Entidad'), ('órgano desconcentrado', 'Órgano desconcentrado'), ('adherente por convenio', 'Adherente por convenio')], max_length=30, verbose_name='naturaleza')),
                    ('fuente', models.CharField(blank=True, max_length=100, verbose_name='fuente')),
                    ('titular', models.CharField(blank=True, max_length=150, verbose_name='titular')),
                    ('titular_cargo', models.CharField(blank=True, max_length=150, verbose_name='cargo del titular')),
                    ('presenta_quien_elabora', models.BooleanField(default=False, verbose_name='quien elabora también presenta')),
                    ('es_propio', models.BooleanField(default=False, verbose_name='es de la propia Oficialía Mayor')),
                ],
                options={
                    'verbose_name': 'ente',
                    'ordering': ['nombre'],
                    'permissions': [('elaborar_solicitudes', 'Elaborar solicitudes del ente'), ('presentar_solicitudes', 'Presentar solicitudes del ente')],
                },
            ),
            migrations.CreateModel(
                name='Parametro',
                fields=[
                    ('clave', models.CharField(max_length=60, primary_key=True, serialize=False, verbose_name='clave')),
                    ('valor', models.JSONField(verbose_name='valor')),
                ],
                options={
                    'verbose_name': 'parámetro',
                    'ordering': ['clave'],
                },
            ),
            migrations.CreateModel(
                name='Usuario',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('password', models.CharField(max_length=128, verbose_name='password')),
                    ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                    ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                    ('correo', models.EmailField(max_length=254, unique=True, verbose_name='correo institucional')),
                    ('nombre', models.CharField(max_length=150, verbose_name='nombre completo')),
                    ('cargo', models.CharField(blank=True, max_length=150, verbose_name='cargo')),
                    ('rfc', models.CharField(blank=True, max_length=13, verbose_name='RFC del certificado')),
                    ('is_active', models.BooleanField(default=True, verbose_name='activa')),
                    ('is_staff', models.BooleanField(default=False, verbose_name='entra a catálogos')),
                    ('creado_en', models.DateTimeField(default=cuentas.reloj.ahora, editable=False, verbose_name='alta')),
                    ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                    ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
                    ('adscripcion', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='cuentas.arearequirente', verbose_name='área de adscripción')),
                    ('busqueda', models.CharField(default='', editable=False, max_length=400)),
                    ('correo_rebota_en', models.DateTimeField(editable=False, null=True, verbose_name='su correo rebota desde')),
                    ('preferencias', models.JSONField(default=dict, editable=False)),
                ],
                options={
                    'verbose_name': 'persona',
                    'ordering': ['nombre'],
                },
            ),
            migrations.CreateModel(
                name='Invitacion',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('huella', models.CharField(max_length=64, unique=True)),
                    ('creada_en', models.DateTimeField()),
                    ('vence_en', models.DateTimeField()),
                    ('usada_en', models.DateTimeField(null=True)),
                    ('creada_por', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('persona', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='invitaciones', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'invitación',
                    'verbose_name_plural': 'invitaciones',
                },
            ),
            migrations.CreateModel(
                name='Nombramiento',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('papel', models.CharField(choices=[('elabora', 'Persona que elabora'), ('presenta', 'Titular de UTIC o enlace de TIC'), ('recepcion', 'Recepción'), ('coordinacion', 'Coordinación'), ('tecnico', 'Dictaminador técnico'), ('estrategico', 'Dictaminador estratégico'), ('firmante', 'Persona que autoriza'), ('estandares', 'Administrador de estándares'), ('administrador', 'Administrador'), ('auditor', 'Auditor')], max_length=20, verbose_name='papel')),
                    ('oficio', models.CharField(max_length=100, verbose_name='oficio de designación')),
                    ('desde', models.DateField(verbose_name='desde')),
                    ('hasta', models.DateField(blank=True, null=True, verbose_name='hasta')),
                    ('propuesto_en', models.DateTimeField()),
                    ('confirmado_en', models.DateTimeField(blank=True, null=True)),
                    ('revocado_en', models.DateTimeField(blank=True, null=True)),
                    ('area', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='cuentas.area', verbose_name='área dictaminadora')),
                    ('confirmado_por', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('ente', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='cuentas.ente')),
                    ('persona', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='nombramientos', to=settings.AUTH_USER_MODEL)),
                    ('propuesto_por', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('revocado_por', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('clase', models.CharField(choices=[('titular', 'Propio'), ('suplencia', 'En suplencia por ausencia'), ('encargado_de_despacho', 'Encargada del despacho')], default='titular', max_length=25, verbose_name='clase')),
                    ('oficio_fecha', models.DateField(blank=True, null=True, verbose_name='fecha del oficio')),
                    ('puesto', models.CharField(blank=True, max_length=150, verbose_name='puesto que suple o despacho a su cargo')),
                    ('suple_a', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='suplencias', to='cuentas.nombramiento')),
                    ('oficio_archivo', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='nombramientos', to='archivos.archivo', verbose_name='oficio escaneado')),
                ],
                options={
                    'verbose_name': 'nombramiento',
                    'ordering': ['papel', 'persona__nombre'],
                    'permissions': [('revisar_requisitos', 'Recepción'), ('coordinar', 'Coordinación'), ('dictaminar_estrategia', 'Dictaminador estratégico'), ('autorizar_dictamenes', 'Persona que autoriza'), ('administrar_estandares', 'Administrador de estándares'), ('administrar', 'Administrador'), ('auditar', 'Auditor')],
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('area', None), ('ente__isnull', False), ('papel__in', ['elabora', 'presenta'])), models.Q(('area__isnull', False), ('ente', None), ('papel', 'tecnico')), models.Q(models.Q(('papel__in', ['elabora', 'presenta', 'tecnico']), _negated=True), ('area', None), ('ente', None)), _connector='OR'), name='nombramiento_de_ente_o_area'), models.CheckConstraint(condition=models.Q(('propuesto_por', None), ('confirmado_por', None), models.Q(('propuesto_por', models.F('confirmado_por')), _negated=True), _connector='OR'), name='nombramiento_a_cuatro_ojos'), models.CheckConstraint(condition=models.Q(('hasta', None), ('hasta__gte', models.F('desde')), _connector='OR'), name='nombramiento_fechas'), models.CheckConstraint(condition=models.Q(models.Q(('clase', 'titular'), ('suple_a', None)), models.Q(('clase', 'suplencia'), ('hasta__isnull', False), ('oficio_fecha__isnull', False), ('suple_a__isnull', False), models.Q(('puesto', ''), _negated=True)), models.Q(('clase', 'encargado_de_despacho'), ('oficio_fecha__isnull', False), models.Q(('puesto', ''), _negated=True)), _connector='OR'), name='nombramiento_suple_a_alguien')],
                },
            ),
            migrations.CreateModel(
                name='Aviso',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('clave', models.CharField(max_length=120, unique=True, verbose_name='clave de una sola vez')),
                    ('asunto', models.CharField(max_length=200)),
                    ('texto', models.TextField()),
                    ('url', models.CharField(max_length=200)),
                    ('creado_en', models.DateTimeField()),
                    ('leido_en', models.DateTimeField(null=True)),
                    ('enviado_en', models.DateTimeField(null=True)),
                    ('intentos', models.PositiveSmallIntegerField(default=0)),
                    ('intentar_en', models.DateTimeField(null=True)),
                    ('persona', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='avisos', to=settings.AUTH_USER_MODEL)),
                    ('falla', models.CharField(blank=True, default='', max_length=120, verbose_name='por qué no ha salido')),
                    ('entrega', models.CharField(default=cuentas.temas.Entrega['INMEDIATA'], max_length=10)),
                    ('identidad', models.CharField(default='', max_length=32)),
                    ('objeto', models.CharField(blank=True, default='', max_length=80)),
                    ('resumen', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='resumidos', to='cuentas.aviso')),
                    ('secciones', models.JSONField(default=list, verbose_name='renglones del resumen')),
                    ('tema', models.CharField(default='aviso', max_length=30)),
                ],
                options={
                    'verbose_name': 'aviso',
                    'indexes': [models.Index(fields=['persona', '-creado_en'], name='aviso_de_persona'), models.Index(condition=models.Q(('enviado_en', None), ('intentar_en__isnull', False)), fields=['intentar_en'], name='aviso_pendiente'), models.Index(condition=models.Q(('entrega', cuentas.temas.Entrega['RESUMEN']), ('leido_en', None), ('resumen', None)), fields=['persona'], name='aviso_por_resumir'), models.Index(condition=models.Q(('objeto', ''), _negated=True), fields=['objeto', 'tema'], name='aviso_de_objeto'), models.Index(fields=['identidad'], name='aviso_identidad'), models.Index(condition=models.Q(('leido_en', None), ('tema__in', ('prevenida', 'desechada', 'improcedente', 'emitida'))), fields=['creado_en'], name='aviso_sin_acuse')],
                },
            ),
            migrations.CreateModel(
                name='DiaDeCalendario',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('fecha', models.DateField(verbose_name='fecha')),
                    ('clase', models.CharField(choices=[('inhabil', 'Inhábil'), ('habilitado', 'Habilitado')], default='inhabil', max_length=10, verbose_name='clase')),
                    ('motivo', models.CharField(max_length=120, verbose_name='motivo')),
                    ('fuente', models.CharField(max_length=120, verbose_name='fuente')),
                    ('ente', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='cuentas.ente')),
                ],
                options={
                    'verbose_name': 'día de calendario',
                    'verbose_name_plural': 'días de calendario',
                    'ordering': ['fecha'],
                    'constraints': [models.UniqueConstraint(fields=('fecha', 'ente'), name='dia_unico_por_ente'), models.UniqueConstraint(condition=models.Q(('ente', None)), fields=('fecha',), name='dia_unico_general')],
                },
            ),
            migrations.CreateModel(
                name='EntradaDeCache',
                fields=[
                    ('llave', models.CharField(max_length=255, primary_key=True, serialize=False)),
                    ('valor', models.TextField(blank=True)),
                    ('cuenta', models.BigIntegerField(null=True)),
                    ('vence', models.BigIntegerField(db_index=True, null=True, verbose_name='vence, en milisegundos desde 1970')),
                ],
                options={
                    'verbose_name': 'entrada de caché',
                    'verbose_name_plural': 'entradas de caché',
                },
            ),
            migrations.CreateModel(
                name='SesionAbierta',
                fields=[
                    ('session_key', models.CharField(max_length=40, primary_key=True, serialize=False, verbose_name='session key')),
                    ('session_data', models.TextField(verbose_name='session data')),
                    ('expire_date', models.DateTimeField(db_index=True, verbose_name='expire date')),
                    ('direccion', models.CharField(blank=True, max_length=45)),
                    ('dispositivo', models.CharField(blank=True, max_length=80)),
                    ('iniciada_en', models.DateTimeField(null=True)),
                    ('vista_en', models.DateTimeField(null=True)),
                    ('persona', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='sesiones', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'sesión abierta',
                    'verbose_name_plural': 'sesiones abiertas',
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='PreferenciaDeAviso',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('tema', models.CharField(max_length=30)),
                    ('entrega', models.CharField(max_length=10)),
                    ('persona', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='preferencias_de_aviso', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'preferencia de aviso',
                    'verbose_name_plural': 'preferencias de aviso',
                    'constraints': [models.UniqueConstraint(fields=('persona', 'tema'), name='preferencia_unica')],
                },
            ),
            migrations.CreateModel(
                name='Ausencia',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('desde', models.DateField(verbose_name='primer día')),
                    ('hasta', models.DateField(verbose_name='último día')),
                    ('motivo', models.CharField(choices=[('vacaciones', 'Vacaciones'), ('comision', 'Comisión'), ('incapacidad', 'Incapacidad'), ('otra', 'Otra')], max_length=12, verbose_name='motivo')),
                    ('registrada_en', models.DateTimeField()),
                    ('cancelada_en', models.DateTimeField(null=True)),
                    ('cancelada_por', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('persona', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='ausencias', to=settings.AUTH_USER_MODEL)),
                    ('registrada_por', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'ausencia',
                    'ordering': ['desde', 'pk'],
                    'constraints': [models.CheckConstraint(condition=models.Q(('hasta__gte', models.F('desde'))), name='ausencia_fechas')],
                },
            ),
            migrations.CreateModel(
                name='OrdenDeAuditoria',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('numero', models.CharField(max_length=60, unique=True, verbose_name='número de la orden')),
                    ('fecha', models.DateField(verbose_name='fecha de la orden')),
                    ('autoridad', models.CharField(max_length=150, verbose_name='autoridad que la expide')),
                    ('ejercicio', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='ejercicio presupuestal')),
                    ('desde', models.DateField(blank=True, null=True, verbose_name='presentado desde')),
                    ('hasta', models.DateField(blank=True, null=True, verbose_name='presentado hasta')),
                    ('vigente_desde', models.DateField(verbose_name='primer día')),
                    ('vigente_hasta', models.DateField(verbose_name='último día')),
                    ('propuesta_en', models.DateTimeField()),
                    ('confirmada_en', models.DateTimeField(null=True)),
                    ('revocada_en', models.DateTimeField(null=True)),
                    ('auditores', models.ManyToManyField(related_name='ordenes_de_auditoria', to=settings.AUTH_USER_MODEL)),
                    ('confirmada_por', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('entes', models.ManyToManyField(blank=True, related_name='+', to='cuentas.ente')),
                    ('propuesta_por', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('revocada_por', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'orden de auditoría',
                    'verbose_name_plural': 'órdenes de auditoría',
                    'ordering': ['-vigente_desde', '-pk'],
                    'constraints': [models.CheckConstraint(condition=models.Q(('vigente_hasta__gte', models.F('vigente_desde'))), name='orden_vigencia'), models.CheckConstraint(condition=models.Q(('desde', None), ('hasta', None), ('hasta__gte', models.F('desde')), _connector='OR'), name='orden_fechas'), models.CheckConstraint(condition=models.Q(models.Q(('confirmada_en', None), ('confirmada_por', None)), models.Q(('confirmada_en__isnull', False), ('confirmada_por__isnull', False), models.Q(('confirmada_por', models.F('propuesta_por')), _negated=True)), _connector='OR'), name='orden_a_cuatro_ojos'), models.CheckConstraint(condition=models.Q(models.Q(('revocada_en', None), ('revocada_por', None)), models.Q(('revocada_en__isnull', False), ('revocada_por__isnull', False)), _connector='OR'), name='orden_revocada_con_autor')],
                },
            ),
        ]),
    ]
