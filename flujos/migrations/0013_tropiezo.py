from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("flujos", "0012_sobre_que")]

    operations = [
        migrations.CreateModel(
            name="Tropiezo",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("turno", models.CharField(max_length=40, unique=True, verbose_name="turno")),
                ("renglon", models.CharField(blank=True, max_length=60, verbose_name="renglón")),
                ("error", models.CharField(max_length=80, verbose_name="clase de la falla")),
                ("desde", models.DateTimeField(verbose_name="falla desde")),
                ("ultima", models.DateTimeField(verbose_name="última vez")),
            ],
            options={"verbose_name": "turno que falla"},
        ),
    ]
