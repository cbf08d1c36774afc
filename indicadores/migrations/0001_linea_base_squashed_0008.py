"""Cómo queda `indicadores` al cabo de sus migraciones, en un solo paso para una base nueva."""

from importlib import import_module

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from bitacora import disparadores
from cuentas.migrations._de_una_vez import CrearTablas

FIJAS = ("indicadores_publicaciondedatos", "indicadores_archivopublicado")


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('indicadores', '0001_registro_historico'),
        ('indicadores', '0002_cifras_publicadas'),
        ('indicadores', '0003_pasado_desordenado'),
        ('indicadores', '0004_datos_abiertos'),
        ('indicadores', '0005_contratos'),
        ('indicadores', '0006_cedula_e_informe'),
        ('indicadores', '0007_montos_del_pasado'),
        ('indicadores', '0008_casos_contados'),
    ]

    # Cada una, la que pedían los pasos y no su línea base: una base a medio camino puede no llegar a más.
    dependencies = [
        ('archivos', '0002_revision_por_archivo'),
        ('bitacora', '0005_indices_de_la_mesa'),
        ('cuentas', '0011_oficio_de_designacion'),
        ('dictamenes', '0032_calificaciones'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        CrearTablas([
            migrations.CreateModel(
                name='CifraPublicada',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('anio', models.PositiveSmallIntegerField(unique=True, verbose_name='año')),
                    ('valor', models.PositiveIntegerField(verbose_name='atendidas')),
                    ('unidad', models.CharField(default='solicitudes atendidas', max_length=60, verbose_name='unidad de medida')),
                    ('fuente', models.CharField(max_length=300, verbose_name='fuente')),
                ],
                options={
                    'verbose_name': 'cifra publicada',
                    'verbose_name_plural': 'cifras publicadas',
                    'ordering': ['anio'],
                    'constraints': [models.CheckConstraint(condition=models.Q(('fuente', ''), _negated=True), name='cifra_con_fuente')],
                },
            ),
            migrations.CreateModel(
                name='LoteHistorico',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('nombre', models.CharField(max_length=120, verbose_name='nombre del archivo')),
                    ('sha256', models.CharField(max_length=64, verbose_name='SHA-256')),
                    ('procedencia', models.CharField(max_length=300, verbose_name='procedencia')),
                    ('demostracion', models.BooleanField(default=False, verbose_name='son datos de demostración')),
                    ('renglones', models.PositiveIntegerField(verbose_name='renglones')),
                    ('importado_en', models.DateTimeField(verbose_name='importado')),
                    ('archivo', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='archivos.archivo', verbose_name='archivo original')),
                    ('importado_por', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='quién')),
                    ('hoja', models.CharField(blank=True, default='', max_length=40, verbose_name='hoja')),
                    ('lectura', models.JSONField(default=dict, verbose_name='cómo se leyó')),
                    ('montos', models.CharField(choices=[('importe', 'Antes de IVA'), ('total', 'Con IVA'), ('no_se_dijo', 'No se dijo si llevan IVA')], default='no_se_dijo', max_length=10, verbose_name='montos')),
                ],
                options={
                    'verbose_name': 'lote histórico',
                    'verbose_name_plural': 'lotes históricos',
                    'ordering': ['pk'],
                    'constraints': [models.CheckConstraint(condition=models.Q(('procedencia', ''), _negated=True), name='lote_con_procedencia'), models.UniqueConstraint(fields=('sha256', 'hoja'), name='lote_una_sola_vez')],
                },
            ),
            migrations.CreateModel(
                name='RegistroHistorico',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('folio', models.CharField(max_length=60, unique=True, verbose_name='folio')),
                    ('ente_texto', models.CharField(max_length=200, verbose_name='ente, como lo dice el archivo')),
                    ('tipo', models.CharField(blank=True, choices=[('bienes', 'Bienes de cómputo y periféricos'), ('licencias', 'Licenciamiento'), ('desarrollo', 'Desarrollo de software'), ('arrendamiento', 'Arrendamiento'), ('servicios', 'Servicios'), ('telecom', 'Telecomunicaciones'), ('centro_datos', 'Centro de datos o nube'), ('seguridad', 'Seguridad informática'), ('renovacion', 'Renovación'), ('baja', 'Baja')], max_length=20, verbose_name='tipo')),
                    ('fecha_recibida', models.DateField(verbose_name='recibida')),
                    ('fecha_atendida', models.DateField(blank=True, null=True, verbose_name='atendida')),
                    ('conclusion', models.CharField(blank=True, choices=[('emitida', 'Con dictamen emitido'), ('improcedente', 'Improcedente'), ('desechada', 'Desechada'), ('desistida', 'Desistida')], max_length=15, verbose_name='conclusión')),
                    ('importe', models.DecimalField(blank=True, decimal_places=2, max_digits=16, null=True, verbose_name='importe en pesos')),
                    ('ente', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cuentas.ente')),
                    ('lote', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='registros', to='indicadores.lotehistorico')),
                    ('busqueda', models.CharField(default='', editable=False, max_length=700)),
                    ('fila', models.PositiveIntegerField(blank=True, null=True, verbose_name='fila del archivo')),
                    ('anterior', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='registros', to='indicadores.enteanterior')),
                ],
                options={
                    'verbose_name': 'registro histórico',
                    'verbose_name_plural': 'registros históricos',
                    'ordering': ['pk'],
                    'constraints': [models.CheckConstraint(condition=models.Q(('fecha_atendida', None), ('fecha_atendida__gte', models.F('fecha_recibida')), _connector='OR'), name='historico_no_se_atiende_antes'), models.CheckConstraint(condition=models.Q(models.Q(('conclusion', ''), ('fecha_atendida', None)), models.Q(('conclusion__in', ['emitida', 'improcedente', 'desechada', 'desistida']), ('fecha_atendida__isnull', False)), _connector='OR'), name='historico_concluido_con_fecha'), models.CheckConstraint(condition=models.Q(('importe', None), ('importe__gte', 0), _connector='OR'), name='historico_importe_no_negativo')],
                },
            ),
            migrations.CreateModel(
                name='CargaHistorica',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('nombre', models.CharField(max_length=120, verbose_name='nombre del archivo')),
                    ('procedencia', models.CharField(max_length=300, verbose_name='procedencia')),
                    ('demostracion', models.BooleanField(default=False, verbose_name='son datos de demostración')),
                    ('acuerdo', models.JSONField(default=dict, verbose_name='lo acordado')),
                    ('version', models.PositiveIntegerField(default=1, verbose_name='versión de lo acordado')),
                    ('subida_en', models.DateTimeField(verbose_name='subida')),
                    ('descartada_en', models.DateTimeField(blank=True, null=True, verbose_name='descartada')),
                    ('archivo', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='archivos.archivo', verbose_name='archivo original')),
                    ('descartada_por', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('lote', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='carga', to='indicadores.lotehistorico')),
                    ('subida_por', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='quién')),
                ],
                options={
                    'verbose_name': 'carga histórica',
                    'verbose_name_plural': 'cargas históricas',
                    'ordering': ['-pk'],
                    'constraints': [models.CheckConstraint(condition=models.Q(('procedencia', ''), _negated=True), name='carga_con_procedencia'), models.CheckConstraint(condition=models.Q(models.Q(('descartada_en', None), ('descartada_por', None)), models.Q(('descartada_en__isnull', False), ('descartada_por__isnull', False), ('lote', None)), _connector='OR'), name='carga_descartada_por_alguien')],
                },
            ),
            migrations.CreateModel(
                name='EnteAnterior',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('nombre', models.CharField(max_length=200, verbose_name='nombre que tenía')),
                    ('siglas', models.CharField(blank=True, max_length=20, verbose_name='siglas que tenía')),
                    ('llave', models.CharField(editable=False, max_length=200, unique=True)),
                    ('fecha', models.DateField(verbose_name='desde cuándo lo sucede')),
                    ('fuente', models.CharField(max_length=300, verbose_name='fuente')),
                    ('registrado_en', models.DateTimeField(verbose_name='registrado')),
                    ('registrado_por', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='quién')),
                    ('sucesor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='anteriores', to='cuentas.ente', verbose_name='ente que lo sucedió')),
                ],
                options={
                    'verbose_name': 'ente anterior',
                    'verbose_name_plural': 'entes anteriores',
                    'ordering': ['nombre'],
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('fuente', ''), _negated=True), models.Q(('nombre', ''), _negated=True)), name='ente_anterior_con_fuente')],
                },
            ),
            migrations.CreateModel(
                name='EscaneoHistorico',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('nombre', models.CharField(max_length=120, verbose_name='nombre del archivo')),
                    ('subido_en', models.DateTimeField(verbose_name='subido')),
                    ('ligado_en', models.DateTimeField(blank=True, null=True, verbose_name='ligado')),
                    ('retirado_en', models.DateTimeField(blank=True, null=True, verbose_name='retirado')),
                    ('archivo', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='archivos.archivo', verbose_name='archivo')),
                    ('ligado_por', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('registro', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='escaneos', to='indicadores.registrohistorico', verbose_name='asunto')),
                    ('retirado_por', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('subido_por', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='quién')),
                ],
                options={
                    'verbose_name': 'escaneo histórico',
                    'verbose_name_plural': 'escaneos históricos',
                    'ordering': ['pk'],
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('ligado_en', None), ('ligado_por', None), ('registro', None)), models.Q(('ligado_en__isnull', False), ('ligado_por__isnull', False), ('registro__isnull', False)), _connector='OR'), name='escaneo_ligado_por_alguien'), models.CheckConstraint(condition=models.Q(models.Q(('retirado_en', None), ('retirado_por', None)), models.Q(('retirado_en__isnull', False), ('retirado_por__isnull', False)), _connector='OR'), name='escaneo_retirado_por_alguien'), models.UniqueConstraint(condition=models.Q(('registro', None), ('retirado_en', None)), fields=('archivo',), name='escaneo_espera_una_vez'), models.UniqueConstraint(condition=models.Q(('retirado_en', None)), fields=('archivo', 'registro'), name='escaneo_ligado_una_vez')],
                },
            ),
            migrations.CreateModel(
                name='PublicacionDeDatos',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('numero', models.PositiveIntegerField(unique=True, verbose_name='versión')),
                    ('publicada_en', models.DateTimeField(verbose_name='publicada')),
                    ('corte', models.DateField(verbose_name='corte')),
                    ('bitacora_n', models.BigIntegerField(verbose_name='último evento')),
                    ('bitacora_eslabon', models.CharField(max_length=64, verbose_name='su eslabón')),
                    ('licencia', models.JSONField(verbose_name='licencia')),
                    ('aviso', models.CharField(blank=True, max_length=120, verbose_name='por qué no son datos oficiales')),
                    ('cambios', models.JSONField(verbose_name='qué cambió, por conjunto')),
                ],
                options={
                    'verbose_name': 'publicación de datos',
                    'verbose_name_plural': 'publicaciones de datos',
                    'ordering': ['-numero'],
                },
            ),
            migrations.CreateModel(
                name='EnvioACkan',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('intentos', models.PositiveIntegerField(default=0, verbose_name='intentos')),
                    ('intentar_en', models.DateTimeField(verbose_name='cuándo toca')),
                    ('enviado_en', models.DateTimeField(null=True, verbose_name='enviado')),
                    ('falla', models.CharField(blank=True, max_length=200, verbose_name='última falla')),
                    ('publicacion', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='envio', to='indicadores.publicaciondedatos')),
                ],
                options={
                    'verbose_name': 'envío a CKAN',
                    'verbose_name_plural': 'envíos a CKAN',
                    'constraints': [models.CheckConstraint(condition=models.Q(('enviado_en', None), ('falla', ''), _connector='OR'), name='envio_hecho_sin_falla')],
                },
            ),
            migrations.CreateModel(
                name='ArchivoPublicado',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('nombre', models.CharField(max_length=60, verbose_name='nombre')),
                    ('filas', models.PositiveIntegerField(null=True, verbose_name='filas')),
                    ('archivo', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='archivos.archivo')),
                    ('publicacion', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='archivos', to='indicadores.publicaciondedatos')),
                ],
                options={
                    'verbose_name': 'archivo publicado',
                    'verbose_name_plural': 'archivos publicados',
                    'ordering': ['id'],
                    'constraints': [models.UniqueConstraint(fields=('publicacion', 'nombre'), name='archivo_publicado_unico')],
                },
            ),
            migrations.CreateModel(
                name='LoteDeContratos',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('nombre', models.CharField(max_length=120, verbose_name='nombre del archivo')),
                    ('sha256', models.CharField(max_length=64, unique=True, verbose_name='SHA-256')),
                    ('procedencia', models.CharField(max_length=300, verbose_name='procedencia')),
                    ('demostracion', models.BooleanField(default=False, verbose_name='son datos de demostración')),
                    ('nuevos', models.PositiveIntegerField(verbose_name='contratos nuevos')),
                    ('cambiados', models.PositiveIntegerField(verbose_name='contratos que cambiaron')),
                    ('iguales', models.PositiveIntegerField(verbose_name='contratos que ya estaban igual')),
                    ('importado_en', models.DateTimeField(verbose_name='importado')),
                    ('archivo', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='archivos.archivo', verbose_name='archivo original')),
                    ('importado_por', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='quién')),
                ],
                options={
                    'verbose_name': 'lote de contratos',
                    'verbose_name_plural': 'lotes de contratos',
                    'ordering': ['-pk'],
                    'constraints': [models.CheckConstraint(condition=models.Q(('procedencia', ''), _negated=True), name='lote_contratos_con_procedencia')],
                },
            ),
            migrations.CreateModel(
                name='Contrato',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('identidad', models.CharField(max_length=250, unique=True, verbose_name='identidad')),
                    ('fila', models.PositiveIntegerField(verbose_name='renglón del archivo')),
                    ('numero', models.CharField(max_length=120, verbose_name='número')),
                    ('ente_texto', models.CharField(max_length=200, verbose_name='ente, como lo dice el archivo')),
                    ('objeto', models.TextField(verbose_name='objeto')),
                    ('proveedor', models.CharField(blank=True, max_length=250, verbose_name='proveedor')),
                    ('importe', models.DecimalField(decimal_places=2, max_digits=16, null=True, verbose_name='importe')),
                    ('fecha', models.DateField(verbose_name='fecha de firma')),
                    ('termina', models.DateField(null=True, verbose_name='termina')),
                    ('busqueda', models.TextField(default='', editable=False)),
                    ('cambiado_en', models.DateTimeField(verbose_name='última vez que un archivo lo cambió')),
                    ('situacion', models.CharField(choices=[('por_cotejar', 'Por cotejar'), ('sin_dictamen', 'Sin dictamen'), ('posible', 'Posible'), ('cotejado', 'Cotejado'), ('no_requiere', 'No requiere dictamen')], default='por_cotejar', max_length=15, verbose_name='situación')),
                    ('cotejado_en', models.DateTimeField(null=True, verbose_name='último cotejo')),
                    ('puntaje', models.PositiveSmallIntegerField(null=True, verbose_name='puntaje de la propuesta')),
                    ('ente', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cuentas.ente')),
                    ('propuesta', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='dictamenes.dictamen')),
                    ('lote', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='contratos', to='indicadores.lotedecontratos')),
                ],
                options={
                    'verbose_name': 'contrato',
                    'ordering': ['-fecha', '-pk'],
                    'indexes': [models.Index(fields=['situacion', '-fecha', '-id'], name='contrato_situacion_fecha'), models.Index(fields=['-fecha', '-id'], name='contrato_fecha')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('importe', None), ('importe__gte', 0), _connector='OR'), name='contrato_importe_no_negativo'), models.CheckConstraint(condition=models.Q(models.Q(('propuesta', None), ('puntaje', None)), models.Q(('propuesta__isnull', False), ('puntaje__isnull', False)), _connector='OR'), name='contrato_propuesta_con_puntaje')],
                },
            ),
            migrations.CreateModel(
                name='DecisionDeContrato',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('que', models.CharField(choices=[('ligado', 'Lo ampara un dictamen'), ('descartado', 'No es ese dictamen'), ('no_requiere', 'No requiere dictamen')], max_length=12, verbose_name='qué se decidió')),
                    ('motivo', models.TextField(blank=True, verbose_name='motivo')),
                    ('evidencia', models.JSONField(default=dict, verbose_name='lo que se vio al decidir')),
                    ('decidida_en', models.DateTimeField()),
                    ('anulada_en', models.DateTimeField(null=True)),
                    ('motivo_anulacion', models.TextField(blank=True, verbose_name='por qué se anuló')),
                    ('anulada_por', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('contrato', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decisiones', to='indicadores.contrato')),
                    ('decidida_por', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('dictamen', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='dictamenes.dictamen')),
                ],
                options={
                    'verbose_name': 'decisión de un contrato',
                    'verbose_name_plural': 'decisiones de contratos',
                    'ordering': ['pk'],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('anulada_en', None), ('que__in', ['ligado', 'no_requiere'])), fields=('contrato',), name='contrato_decidido_una_vez'), models.UniqueConstraint(condition=models.Q(('anulada_en', None), ('que', 'descartado')), fields=('contrato', 'dictamen'), name='contrato_descartado_una_vez'), models.CheckConstraint(condition=models.Q(models.Q(('dictamen', None), ('que', 'no_requiere')), models.Q(models.Q(('que', 'no_requiere'), _negated=True), ('dictamen__isnull', False)), _connector='OR'), name='decision_de_contrato_con_dictamen'), models.CheckConstraint(condition=models.Q(('que', 'ligado'), models.Q(('motivo', ''), _negated=True), _connector='OR'), name='decision_de_contrato_con_motivo'), models.CheckConstraint(condition=models.Q(models.Q(('anulada_en', None), ('anulada_por', None), ('motivo_anulacion', '')), models.Q(('anulada_en__isnull', False), ('anulada_por__isnull', False), models.Q(('motivo_anulacion', ''), _negated=True)), _connector='OR'), name='decision_de_contrato_anulada_entera')],
                },
            ),
            migrations.CreateModel(
                name='Cedula',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('numero', models.PositiveSmallIntegerField(verbose_name='número')),
                    ('redactada_en', models.DateTimeField()),
                    ('publicada_en', models.DateTimeField(null=True)),
                    ('campos', models.JSONField(verbose_name='campos')),
                    ('publicada_por', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('redactada_por', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'cédula del indicador',
                    'verbose_name_plural': 'cédulas del indicador',
                    'ordering': ['-numero'],
                    'constraints': [models.UniqueConstraint(fields=('numero',), name='cedula_version_unica'), models.CheckConstraint(condition=models.Q(('publicada_por', None), models.Q(('publicada_por', models.F('redactada_por')), _negated=True), _connector='OR'), name='cedula_publica_otra')],
                },
            ),
            migrations.CreateModel(
                name='InformeAnual',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('anio', models.PositiveSmallIntegerField(verbose_name='año')),
                    ('numero', models.PositiveSmallIntegerField(default=1, verbose_name='número')),
                    ('evento', models.BigIntegerField(verbose_name='último evento que se tomó')),
                    ('eslabon', models.CharField(max_length=64, verbose_name='eslabón de ese evento')),
                    ('datos', models.JSONField(verbose_name='lo que se imprime')),
                    ('motivo', models.CharField(blank=True, max_length=500, verbose_name='por qué se corrige')),
                    ('publicado_en', models.DateTimeField(verbose_name='publicado')),
                    ('archivo', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='archivos.archivo', verbose_name='paquete')),
                    ('cedula', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='indicadores.cedula', verbose_name='cédula')),
                    ('publicado_por', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='quién')),
                ],
                options={
                    'verbose_name': 'informe anual',
                    'verbose_name_plural': 'informes anuales',
                    'ordering': ['-anio', '-numero'],
                    'constraints': [models.UniqueConstraint(fields=('anio', 'numero'), name='informe_numero_unico'), models.CheckConstraint(condition=models.Q(('numero', 1), models.Q(('motivo', ''), _negated=True), _connector='OR'), name='informe_corregido_con_motivo')],
                },
            ),
            migrations.CreateModel(
                name='CasoContado',
                fields=[
                    ('clave', models.CharField(max_length=80, primary_key=True, serialize=False, verbose_name='objeto en la bitácora')),
                    ('n', models.BigIntegerField(verbose_name='su primer evento')),
                    ('ente', models.BigIntegerField(null=True, verbose_name='clave del ente')),
                    ('ente_texto', models.CharField(blank=True, max_length=200, verbose_name='ente, si no está en el catálogo')),
                    ('tipo', models.CharField(blank=True, max_length=20, verbose_name='tipo')),
                    ('recibida', models.DateField(verbose_name='recibida')),
                    ('atendida', models.DateField(null=True, verbose_name='atendida')),
                    ('conclusion', models.CharField(blank=True, max_length=15, verbose_name='conclusión')),
                    ('cuenta', models.BooleanField(default=True, verbose_name='no se ha cancelado')),
                    ('movido', models.DateField(verbose_name='último día en que le pasó algo')),
                    ('pasos', models.TextField(verbose_name='historia, en JSON')),
                ],
                options={
                    'verbose_name': 'caso contado',
                    'verbose_name_plural': 'casos contados',
                    'indexes': [models.Index(fields=['movido'], name='caso_movido'), models.Index(fields=['ente', 'movido'], name='caso_ente_movido'), models.Index(condition=models.Q(('atendida', None), ('cuenta', True)), fields=['n'], name='caso_abierto')],
                },
            ),
        ]),
        migrations.RunPython(
            lambda apps, editor: disparadores.poner(editor, FIJAS), lambda apps, editor: disparadores.quitar(editor, FIJAS)
        ),
        migrations.RunPython(
            import_module('indicadores.migrations.0002_cifras_publicadas').sembrar, migrations.RunPython.noop
        ),
        migrations.RunPython(
            import_module('indicadores.migrations.0006_cedula_e_informe').sembrar, migrations.RunPython.noop
        ),
    ]
